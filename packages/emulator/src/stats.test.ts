import { describe, expect, it } from 'vitest'
import { ADMIN, clientOf, ORIGIN } from '../test/client'
import { createEmulator } from './index'

describe('the counts', () => {
  it('begin at 0', () => {
    expect(Object.values(createEmulator().stats).every(count => count === 0)).toBe(true)
  })

  it('tell successes by endpoint, refusals, and requests that met a fault', async () => {
    const emulator = createEmulator()
    const looker = clientOf(emulator)
    const admin = await looker.login()
    const sudo = await looker.loginUser(789, admin)
    for (const path of ['/user', '/users/789', '/users/789/roles', '/session', '/nope', '/users/1']) {
      await looker.send('GET', path, sudo)
    }
    await looker.send('PATCH', '/session', sudo, { body: '{"workspace_id":"dev"}' })
    await looker.post('/login', { client_id: 'nobody' })
    for (const path of ['/versions', '/alive', '/api/3.1/versions', '/api/4.0/swagger.json'])
      await emulator.fetch(ORIGIN + path)
    emulator.faults.add({ match: { path: '*' }, status: 503 })
    await looker.whoAmI(sudo)
    await looker.send('DELETE', '/logout', sudo)
    expect(emulator.stats).toEqual({
      login: 1,
      login_user: 1,
      logout: 1,
      user: 1,
      users: 1,
      roles: 1,
      users_by_credential: 0,
      embed_users: 0,
      embed_sessions: 0,
      embed_joins: 0,
      embed_generates: 0,
      embed_deletes: 0,
      embed_urls: 0,
      embed_pages: 0,
      embed_contents: 0,
      dashboards: 0,
      session: 2,
      versions: 2,
      swagger: 1,
      alive: 1,
      sign_in: 0,
      authorize: 0,
      authorize_denied: 0,
      token_code: 0,
      token_refresh: 0,
      oauth_client_apps: 0,
      preflight: 0,
      requests: 16,
      refused: 3,
      faulted: 1,
      live_tokens: 1,
      live_refresh_tokens: 0,
      live_embed_sessions: 0,
      max_concurrent_logins: 1,
      max_concurrent_token_requests: 0,
    })
  })

  it('tell the most logins that were unanswered at one time', async () => {
    const emulator = createEmulator()
    const looker = clientOf(emulator)
    const admin = await looker.login()
    await Promise.all([
      ...Array.from({ length: 5 }, () => looker.post('/login', ADMIN)),
      looker.loginUser(789, admin),
      looker.whoAmI(admin),
    ])
    await looker.login()
    expect(emulator.stats.max_concurrent_logins).toBe(6)
  })

  it('are a copy', () => {
    const emulator = createEmulator()
    Object.assign(emulator.stats, { login: 5 })
    expect(emulator.stats.login).toBe(0)
  })
})

describe('many requests', () => {
  it('10,000 at once are all answered, counted, and the last kept', async () => {
    const emulator = createEmulator({ options: { journalSize: 100 } })
    const looker = clientOf(emulator)
    const token = await looker.login()
    const ids = await Promise.all(Array.from({ length: 10_000 }, () => looker.whoAmI(token)))
    expect(new Set(ids)).toEqual(new Set(['1']))
    expect(emulator.stats).toMatchObject({ user: 10_000, requests: 10_001, refused: 0 })
    expect(emulator.requests).toHaveLength(100)
  })

  it('1,000 users each are themselves', async () => {
    const users = Array.from({ length: 1001 }, (_, id) => ({ id, admin: id === 0 }))
    const apiKeys = [{ client_id: 'a', client_secret: 'b', user_id: 0 }]
    const emulator = createEmulator({ seed: { users, apiKeys } })
    const looker = clientOf(emulator)
    const admin = await looker.login({ client_id: 'a', client_secret: 'b' })
    const ids = users.slice(1).map(user => String(user.id))
    const seen = await Promise.all(ids.map(async id => looker.whoAmI(await looker.loginUser(id, admin))))
    expect(seen).toEqual(ids)
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 1000, live_tokens: 1001 })
  })
})
