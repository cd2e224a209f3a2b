import { createEmulator } from '@looker-auth/emulator'
import { describe, expect, it } from 'vitest'
import { places } from '../command-line.js'
import { adminId, canarySecret, otherAdminId, serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()

async function lookerWith(client_secret: string) {
  const users = [{ id: 1, admin: true }]
  const emulator = createEmulator({
    seed: { users, apiKeys: [{ client_id: adminId, client_secret, user_id: 1 }] },
  })
  const { url, close } = await emulator.listen()
  return { emulator, url, close }
}

describe('~/.netrc', () => {
  const netrc = () =>
    `machine ${new URL(looker().url).host}\n  login ${adminId}\n  password ${canarySecret}\n`

  it('gives the key of the host with its port', async () => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url })
    place.write('.netrc', netrc())
    expect((await place.run(['whoami', '--netrc'])).stdout).toContain('Ada Admin')
  })

  it.each([
    ['Windows line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['lines that are not indented', (text: string) => text.replaceAll('\n  ', '\n')],
    ['several spaces and tabs', (text: string) => text.replaceAll('\n  ', ' \t ')],
    ['comments', (text: string) => `# machine x\r\n${text.replaceAll('\n', ' # machine y login z\r\n')}`],
    [
      'entries before and after',
      (text: string) => `machine a\nlogin b\npassword c\n${text}default login d\n`,
    ],
  ])('may have %s', async (_, change) => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url })
    place.write('.netrc', change(netrc()))
    expect((await place.run(['whoami', '--netrc'])).stdout).toContain('Ada Admin')
  })

  it('may have macros, whose lines are no entries', async () => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url })
    const macro = (name: string) =>
      `macdef ${name}\n  machine x\n${netrc().replace(adminId, 'ofmacro')}quit\n\n`
    place.write('.netrc', `${macro('init')}${netrc()}${macro('last')}`)
    expect((await place.run(['whoami', '--netrc'])).stdout).toContain('Ada Admin')
    place.write('.netrc', `machine a\n  login macdef\n  password macdef\n${netrc()}`)
    expect((await place.run(['token', '--netrc'])).code).toBe(0)
    place.write('.netrc', macro('only'))
    const ended = await place.run(['whoami', '--netrc'])
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining('has no login and password')])
  })

  it.each(['ab#cd', '#abcd', 'ab#'])('may have a # in a value: %s', async clientSecret => {
    const { emulator, close, url } = await lookerWith(clientSecret)
    const place = newPlace({ LOOKERSDK_BASE_URL: url })
    const { host } = new URL(url)
    const entries = [
      `machine ${host} login ${adminId} password ${clientSecret}`,
      `machine ${host}\n  login ${adminId} # of Ada\n  password ${clientSecret} # of Ada\n# machine x`,
    ]
    for (const text of entries) {
      place.write('.netrc', `${text}\n`)
      expect((await place.run(['token', '--netrc'])).code).toBe(0)
      emulator.revoke({ user_id: 1 })
    }
    await close()
  })

  it('is used for the client_id only that is asked for', async () => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url })
    place.write('.netrc', netrc())
    await place.run(['profile', 'add', 'local', '--base-url', looker().url, '--netrc'])
    for (const args of [['--netrc'], ['--profile', 'local']]) {
      expect((await place.run(['whoami', ...args, '--client-id', adminId])).code).toBe(0)
      const other = await place.run(['whoami', ...args, '--client-id', otherAdminId])
      expect([other.code, other.stderr]).toEqual([3, expect.stringContaining('another client_id')])
    }
  })

  it.each([
    ['is missing', undefined, 0o600, 'does not exist'],
    ['has no such host', () => 'default login a password b\n', 0o600, 'has no login and password'],
    ['can be read by others', netrc, 0o644, 'chmod 600'],
  ])('that %s is refused with the next step', async (_, text, mode, shown) => {
    const place = newPlace({ LOOKERSDK_BASE_URL: looker().url })
    const { chmodSync } = await import('node:fs')
    if (text !== undefined) chmodSync(place.write('.netrc', text()), mode)
    const ended = await place.run(['whoami', '--netrc'])
    expect([ended.code, ended.stderr]).toEqual([3, expect.stringContaining(shown)])
  })
})
