import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runsAllTests } from '../../../../vitest.extents.ts'
import { type Ended, type Place, places } from '../command-line.js'
import { adminId, canarySecret, serveLooker } from '../looker.js'
import { describeKeyring, newKeyring } from './keyring.js'

const looker = serveLooker()
const newPlace = places()

/** Each command that needs the keychain. */
async function expectRefusal(place: Place, message: string, next: string): Promise<void> {
  const { login } = looker().emulator.stats
  const save = [
    'profile',
    'add',
    'canary',
    '--base-url',
    looker().url,
    '--client-id',
    adminId,
    '--secret-stdin',
  ]
  const ended: readonly Ended[] = [
    await place.run(['token', '--keychain']),
    await place.run([...save, '--save-secret', '--keychain'], canarySecret),
  ]
  for (const { code, stdout, stderr } of ended) {
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain(message)
    expect(stderr).toContain('(configuration)')
    expect(stderr).toMatch(new RegExp(`Next: ${next}`))
    expect(stderr).not.toContain(canarySecret)
  }
  expect(looker().emulator.stats.login).toBe(login)
  for (const { text } of place.files()) expect(text).not.toContain(canarySecret)
}

describeKeyring('--keychain while it is locked', () => {
  it('says so, and sends nothing', async () => {
    const keyring = await newKeyring()
    const place = newPlace({ ...looker().env, ...keyring.env })
    await place.run(['token', '--keychain'])
    keyring.lock()
    await expectRefusal(place, 'The keychain of the system is locked', 'Unlock it')
  })
})

describe.skipIf(process.platform !== 'linux')('--keychain without a keychain', () => {
  it('says so where there is no D-Bus', async () => {
    await expectRefusal(newPlace(looker().env), 'The keychain of the system is locked or cannot', 'Unlock it')
    const DBUS_SESSION_BUS_ADDRESS = 'unix:path=/nowhere'
    const place = newPlace({ ...looker().env, DBUS_SESSION_BUS_ADDRESS })
    await expectRefusal(place, 'The keychain of the system is locked or cannot', 'Unlock it')
  })

  it.runIf(runsAllTests)('says so where D-Bus does not answer', async () => {
    const place = newPlace(looker().env)
    const socket = join(place.home, 'bus')
    const server = createServer(() => {}).listen(socket)
    onTestFinished(() => {
      server.close()
    })
    place.env.DBUS_SESSION_BUS_ADDRESS = `unix:path=${socket}`
    const { code, stderr } = await place.run(['token', '--keychain'])
    expect([code, stderr]).toEqual([3, expect.stringContaining('it did not answer in time')])
  })

  it('removes a profile all the same, and says that a secret may be left', async () => {
    const place = newPlace()
    const add = ['profile', 'add', 'canary', '--base-url', looker().url, '--client-id', adminId]
    await place.run([...add, '--keychain'])
    const { code, stderr } = await place.run(['profile', 'remove', 'canary'])
    expect([code, stderr]).toEqual([3, expect.stringContaining('The profile canary was removed, but')])
    expect((await place.run(['profile', 'list'])).stdout).toContain('There is no profile')
  })
})

describe('--keychain without the package @napi-rs/keyring', () => {
  it('names the package and how to install it', async () => {
    const place = newPlace(looker().env)
    const missing = place.write(
      'missing.cjs',
      `const Module = require('node:module')
      const resolve = Module._resolveFilename
      Module._resolveFilename = function (name, ...rest) {
        if (name === '@napi-rs/keyring') throw Object.assign(new Error('Cannot find it'), { code: 'MODULE_NOT_FOUND' })
        return resolve.call(this, name, ...rest)
      }`,
    )
    place.env.NODE_OPTIONS = `--require ${missing}`
    await expectRefusal(place, '@napi-rs/keyring is not installed', 'Install it beside this command')
  })
})
