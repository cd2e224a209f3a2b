import { describe, expect, it } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { places } from '../command-line.js'
import { serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()
const count = extent('commands')

describe(`${count} calls of looker-auth token at the same moment`, () => {
  // @promise one-login-for-all-processes
  it('are one login', { timeout: boundMs(60_000 + count * 4000) }, async () => {
    const place = newPlace(looker().env)
    const { login } = looker().emulator.stats
    const all = await Promise.all(Array.from({ length: count }, () => place.run(['token'])))
    expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1)
    expect(new Set(all.map(({ code, stderr }) => `${code} ${stderr}`))).toEqual(new Set(['0 ']))
    expect(looker().emulator.stats.login - login).toBe(1)
  })
})
