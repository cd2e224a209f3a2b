import { expect, it } from 'vitest'
import { places } from '../command-line.js'
import { serveLooker } from '../looker.js'
import { describeKeyring, newKeyring } from './keyring.js'

const looker = serveLooker()
const newPlace = places()

describeKeyring('--keychain in a herd', () => {
  it('ends with one key where ten processes make it at the same moment', async () => {
    const keyring = await newKeyring()
    const place = newPlace({ ...looker().env, ...keyring.env })
    const { login } = looker().emulator.stats
    const ended = await Promise.all(Array.from({ length: 10 }, () => place.run(['token', '--keychain'])))
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(ended.map(() => [0, '']))
    expect(new Set(ended.map(({ stdout }) => stdout)).size).toBe(1)
    expect(looker().emulator.stats.login - login).toBe(1)
    expect(Buffer.from(keyring.read('token-store') ?? '', 'base64')).toHaveLength(32)
    for (const { text } of place.files()) expect(text).not.toContain(keyring.read('token-store'))
  })
})
