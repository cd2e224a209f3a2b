import { describe, expect, it, vi } from 'vitest'
import { boundMs } from '../../../../vitest.extents.ts'
import { type Place, places } from '../command-line.js'
import { adminId, canarySecret, otherAdminId, serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()

describe('login', () => {
  it('without a key asks for one, which takes a terminal', async () => {
    const ended = await newPlace().run(['login', '--base-url', looker().url])
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining('no terminal')])
  })

  it('keeps the client_id as a profile, and without --save-secret the token serves until it expires', async () => {
    const place = newPlace()
    const args = ['login', '--base-url', looker().url, '--client-id', adminId, '--secret-stdin']
    const ended = await place.run(args, canarySecret)
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('Signed in as Ada Admin')])
    expect((await place.run(['whoami'])).stdout).toContain('Ada Admin')
    looker().emulator.revoke({ user_id: 1 })
    const later = await place.run(['whoami'])
    expect([later.code, later.stderr]).toEqual([
      3,
      expect.stringContaining('the secret of the API key was not saved'),
    ])
    expect(place.files().filter(({ text }) => text.includes(canarySecret))).toEqual([])
  })

  it('with --json writes nothing to stderr', async () => {
    const args = ['login', '--json', '--base-url', looker().url, '--client-id', adminId, '--secret-stdin']
    expect(await newPlace().run(args, canarySecret)).toMatchObject({ code: 0, stderr: '' })
  })

  it('serves calls whose settings name the same instance and key, and have no secret', async () => {
    const { LOOKERSDK_CLIENT_SECRET: _secret, ...env } = looker().env
    const place = newPlace(env)
    expect((await place.run(['login', '--secret-stdin'], canarySecret)).code).toBe(0)
    const { login } = looker().emulator.stats
    expect((await place.run(['whoami'])).stdout).toContain('Ada Admin')
    const withKey = await place.run(['token', '--client-id', adminId])
    expect([withKey.code, looker().emulator.stats.login]).toEqual([0, login])
    const other = await place.run(['token', '--client-id', otherAdminId])
    expect([other.code, other.stderr]).toEqual([3, expect.stringContaining('client_secret is missing')])
  })

  it('says where a refused secret is from: stdin, or the profile', async () => {
    const place = newPlace()
    const key = ['--base-url', looker().url, '--client-id', adminId]
    const given = await place.run(['login', ...key, '--secret-stdin'], 'wrong')
    expect([given.code, given.stderr]).toEqual([4, expect.stringContaining('The key came from stdin')])
    await place.run(['profile', 'add', 'mine', ...key, '--secret-stdin'], 'wrong')
    const saved = await place.run(['token', '--profile', 'mine'])
    expect([saved.code, saved.stderr]).toEqual([4, expect.stringContaining('The key came from profile mine')])
  })

  it('asks Looker also where a token is stored, and replaces that token', async () => {
    const place = newPlace(looker().env)
    const before = looker().emulator.stats.live_tokens
    const stored = (await place.run(['token'])).stdout
    const { login } = looker().emulator.stats
    expect((await place.run(['login'])).code).toBe(0)
    expect(looker().emulator.stats.login - login).toBe(1)
    expect(looker().emulator.stats.live_tokens - before).toBe(1)
    const now = (await place.run(['token'])).stdout
    expect(now).not.toBe(stored)
    expect((await place.run(['logout'])).code).toBe(0)
    expect(looker().emulator.stats.live_tokens).toBe(before)
  })

  it('refuses a wrong secret where a token is stored, and keeps that token and the profile', async () => {
    const place = newPlace(looker().env)
    const stored = (await place.run(['token'])).stdout
    const byUser = (await place.run(['token', '--as', '789'])).stdout
    const options = ['login', '--base-url', looker().url, '--client-id', adminId, '--secret-stdin']
    for (const ended of [
      await place.run(options, 'wrong'),
      await newPlace({ ...place.env, LOOKERSDK_CLIENT_SECRET: 'wrong' }).run(['login']),
    ])
      expect([ended.code, ended.stderr]).toEqual([4, expect.stringContaining('(bad_credentials')])
    expect((await place.run(['token'])).stdout).toBe(stored)
    expect((await place.run(['token', '--as', '789'])).stdout).toBe(byUser)
    expect((await place.run(['fetch', '/user'])).code).toBe(0)
    expect((await place.run(['profile', 'list'])).stdout).toContain('There is no profile')
  })

  it('with --secret-stdin takes the client_id of the environment, of looker.ini, or names how to give it', async () => {
    const { LOOKERSDK_CLIENT_SECRET: _secret, ...env } = looker().env
    const login = (place: Place) => place.run(['login', '--secret-stdin'], canarySecret)
    expect((await login(newPlace(env))).code).toBe(0)
    const withFile = newPlace()
    withFile.write('looker.ini', `[Looker]\nbase_url=${looker().url}\nclient_id=${adminId}\n`)
    expect((await login(withFile)).code).toBe(0)
    const without = await login(newPlace({ LOOKERSDK_BASE_URL: looker().url }))
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('Give --client-id, or set')])
  })

  it('with another key than that of the profile is refused, and says how to have both', async () => {
    const place = newPlace()
    const add = ['profile', 'add', 'local', '--base-url', looker().url, '--client-id', adminId]
    await place.run([...add, '--secret-stdin'], canarySecret)
    const login = ['login', '--profile', 'local', '--client-id', otherAdminId, '--secret-stdin']
    const refused = await place.run(login, canarySecret)
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('looker-auth profile add')])
    expect((await place.run(['token'])).code).toBe(0)
    const other = ['--base-url', looker().url, '--client-id', otherAdminId]
    expect((await place.run(['profile', 'add', 'other', ...other])).code).toBe(0)
    const byOther = ['login', '--profile', 'other', '--secret-stdin']
    expect((await place.run(byOther, canarySecret)).code).toBe(0)
    expect((await place.run(['login', ...other, '--secret-stdin'], canarySecret)).code).toBe(0)
    expect(place.files().filter(({ text }) => text.includes(canarySecret))).toHaveLength(1)
  })

  it('saves the key of the settings with --save-secret', async () => {
    const place = newPlace(looker().env)
    expect((await place.run(['login', '--save-secret'])).code).toBe(0)
    for (const name of Object.keys(looker().env)) delete place.env[name]
    looker().emulator.revoke({ user_id: 1 })
    expect((await place.run(['whoami'])).stdout).toContain('Ada Admin')
  })

  it('accepts no secret that Looker was not asked about, as another process signed in', async () => {
    const place = newPlace(looker().env)
    await place.run(['token'])
    const slow = looker().emulator.faults.add({ match: { path: '/api/4.0/login' }, delayMs: 3000 })
    const first = place.run(['login'])
    await vi.waitUntil(() => slow.hits === 1, { timeout: boundMs(30_000) })
    const second = await place.run(['login', '--secret-stdin', '--save-secret'], 'wrong')
    expect([(await first).code, second.code === 0]).toEqual([0, false])
    expect(place.files().filter(({ text }) => text.includes('"wrong"'))).toEqual([])
  })

  it('uses the secret that is given, not one that the profile has', async () => {
    const place = newPlace()
    const add = ['profile', 'add', 'local', '--base-url', looker().url, '--client-id', adminId]
    await place.run([...add, '--secret-stdin'], 'wrong')
    expect((await place.run(['login'])).code).toBe(4)
    expect((await place.run(['login', '--secret-stdin', '--save-secret'], canarySecret)).code).toBe(0)
    expect((await place.run(['login'])).code).toBe(0)
  })

  it('keeps the secret with --save-secret, so that a further login needs none', async () => {
    const place = newPlace()
    const args = [
      'login',
      '--base-url',
      looker().url,
      '--client-id',
      adminId,
      '--secret-stdin',
      '--save-secret',
    ]
    expect((await place.run(args, canarySecret)).code).toBe(0)
    looker().emulator.revoke({ user_id: 1 })
    expect((await place.run(['whoami'])).code).toBe(0)
  })
})
