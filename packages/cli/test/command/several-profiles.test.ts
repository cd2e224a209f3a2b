import { describe, expect, it } from 'vitest'
import { type Place, places } from '../command-line.js'
import { adminId, canarySecret, otherAdminId, regularId, serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()

/** A profile for the admin, and one for Ana; none is active but for the name. */
async function twoProfiles(active: 'admin' | 'ana' | 'elsewhere', env = {}): Promise<Place> {
  const place = newPlace(env)
  const add = (name: string, id: string, url = looker().url) =>
    place.run(['profile', 'add', name, '--base-url', url, '--client-id', id, '--secret-stdin'], canarySecret)
  await add('admin', adminId)
  await add('ana', regularId)
  await add('elsewhere', otherAdminId, 'http://127.0.0.1:9')
  await place.run(['profile', 'use', active])
  return place
}

const atInstance = () => ({ LOOKERSDK_BASE_URL: looker().url })

describe('of several profiles of an instance that other settings name', () => {
  it.each(['admin', 'ana'] as const)('the active one counts: %s', async active => {
    const place = await twoProfiles(active)
    const name = active === 'ana' ? 'Ana Regular' : 'Ada Admin'
    expect((await place.run(['whoami', '--base-url', looker().url])).stdout).toContain(name)
    place.write('looker.ini', `[Looker]\nbase_url=${looker().url}\n`)
    expect((await place.run(['whoami'])).stdout).toContain(name)
    place.env.LOOKERSDK_BASE_URL = looker().url
    expect((await place.run(['whoami'])).stdout).toContain(name)
  })

  it('that of LOOKER_AUTH_PROFILE counts before the active one', async () => {
    const place = await twoProfiles('admin', { LOOKER_AUTH_PROFILE: 'ana' })
    expect((await place.run(['whoami', '--base-url', looker().url])).stdout).toContain('Ana Regular')
  })

  it('the active one counts where that of LOOKER_AUTH_PROFILE is of another instance', async () => {
    const place = await twoProfiles('ana', { LOOKER_AUTH_PROFILE: 'elsewhere' })
    expect((await place.run(['whoami', '--base-url', looker().url])).stdout).toContain('Ana Regular')
  })

  it('that of ~/.netrc counts too', async () => {
    const place = newPlace(atInstance())
    const { host } = new URL(looker().url)
    place.write('.netrc', `machine ${host} login ${regularId} password ${canarySecret}\n`)
    await place.run(['profile', 'add', 'of-netrc', '--base-url', looker().url, '--netrc'])
    expect((await place.run(['whoami'])).stdout).toContain('Ana Regular')
  })

  it('that of the client_id counts', async () => {
    const place = await twoProfiles('elsewhere', atInstance())
    expect((await place.run(['whoami', '--client-id', regularId])).stdout).toContain('Ana Regular')
    place.env.LOOKERSDK_CLIENT_ID = adminId
    expect((await place.run(['whoami'])).stdout).toContain('Ada Admin')
  })

  it('none counts where it could be either, and the error names them', async () => {
    const place = await twoProfiles('elsewhere', atInstance())
    const { login } = looker().emulator.stats
    const { code, stderr } = await place.run(['whoami'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/admin, ana.*--profile NAME/s)])
    expect(looker().emulator.stats.login).toBe(login)
  })

  it('doctor says why it is that one', async () => {
    const place = await twoProfiles('ana', atInstance())
    expect((await place.run(['doctor'])).stdout).toMatch(/profile: ana \(it is of the instance that/)
  })
})

describe('--client-id', () => {
  it('keeps the saved secret of the profile that has it', async () => {
    const place = await twoProfiles('elsewhere')
    const { stdout } = await place.run(['whoami', '--profile', 'ana', '--client-id', regularId])
    expect(stdout).toContain('Ana Regular')
  })

  it.each(['environment', 'looker.ini'])(
    'is not sent with the secret of another key: of the %s',
    async from => {
      const place = await twoProfiles('elsewhere', from === 'environment' ? looker().env : {})
      const key = `client_id=${adminId}\nclient_secret=${canarySecret}`
      if (from === 'looker.ini') place.write('looker.ini', `[Looker]\nbase_url=${looker().url}\n${key}\n`)
      expect((await place.run(['whoami', '--client-id', regularId])).stdout).toContain('Ana Regular')
      const before = looker().emulator.requests.length
      const unknown = await place.run(['whoami', '--client-id', 'canarykeyofnobody001'])
      expect([unknown.code, looker().emulator.requests.length]).toEqual([3, before])
      const login = await place.run(['login', '--client-id', 'canarykeyofnobody001'])
      expect([login.code, login.stderr]).toEqual([2, expect.stringContaining('no terminal')])
    },
  )

  it('of the environment is not sent with the secret of another key in looker.ini', async () => {
    const place = await twoProfiles('elsewhere', { LOOKERSDK_CLIENT_ID: regularId })
    place.write(
      'looker.ini',
      `[Looker]\nbase_url=${looker().url}\nclient_id=${adminId}\nclient_secret=wrong\n`,
    )
    expect((await place.run(['whoami'])).stdout).toContain('Ana Regular')
  })

  it('keeps a secret under a name that no profile of another instance has', async () => {
    const place = newPlace()
    const { host } = new URL(looker().url)
    const elsewhere = ['--base-url', 'http://127.0.0.1:9', '--client-id', adminId, '--secret-stdin']
    await place.run(['profile', 'add', host, ...elsewhere], 'secretofelsewhere')
    const login = ['login', '--base-url', looker().url, '--client-id', adminId, '--secret-stdin']
    expect((await place.run(login, canarySecret)).code).toBe(0)
    const { stdout } = await place.run(['profile', 'list'])
    expect(stdout).toMatch(new RegExp(`${host} .*127\\.0\\.0\\.1:9\\b`))
    expect(stdout).toContain(`${host}.2`)
  })

  it('of a login makes a profile of its own, beside one of another key', async () => {
    const place = newPlace()
    const add = ['profile', 'add', 'admin', '--base-url', looker().url, '--client-id', adminId]
    await place.run([...add, '--secret-stdin'], canarySecret)
    const login = ['login', '--base-url', looker().url, '--client-id', regularId, '--secret-stdin']
    expect((await place.run(login, canarySecret)).code).toBe(0)
    expect((await place.run(['whoami', '--profile', 'admin'])).stdout).toContain('Ada Admin')
    const { host } = new URL(looker().url)
    expect((await place.run(['whoami', '--profile', host])).stdout).toContain('Ana Regular')
  })
})
