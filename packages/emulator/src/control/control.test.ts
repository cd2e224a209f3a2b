import { describe, expect, it } from 'vitest'
import { oauthOf } from '../../test/browser'
import { clientOf, LOOKER_JSON, UNROUTED } from '../../test/client'
import { createEmulator } from '../index'

const setUp = () => {
  const emulator = createEmulator({ control: true, now: () => 5000 })
  const looker = clientOf(emulator)
  const control = async (method: string, path: string, body?: unknown) => {
    const init = { method, headers: { 'content-type': 'application/json' } }
    const sent = body === undefined ? init : { ...init, body: JSON.stringify(body) }
    const response = await emulator.fetch(`http://localhost/__emulator${path}`, sent)
    expect(response.headers.get('content-type')).toBe(LOOKER_JSON)
    return [response.status, await response.json()]
  }
  return { emulator, looker, control }
}

describe('the control endpoints', () => {
  it('move the clock', async () => {
    const { emulator, looker, control } = setUp()
    const token = await looker.login()
    expect(await control('POST', '/clock', { advanceMs: 3_600_000 })).toEqual([200, { nowMs: 3_605_000 }])
    expect(await looker.whoAmI(token)).toBe(401)
    expect(emulator.clock.now()).toBe(3_605_000)
  })

  it('revoke a token, or all of a user', async () => {
    const { looker, control } = setUp()
    const [one, two, three] = [await looker.login(), await looker.login(), await looker.login()]
    expect(await control('POST', '/revoke', { token: one })).toEqual([200, { revoked: 1 }])
    expect(await looker.whoAmI(one)).toBe(401)
    expect(await looker.whoAmI(two)).toBe('1')
    expect(await control('POST', '/revoke', { user_id: '1' })).toEqual([200, { revoked: 2 }])
    expect(await looker.whoAmI(three)).toBe(401)
    expect(await control('POST', '/revoke', { user_id: 1 })).toEqual([200, { revoked: 0 }])
  })

  it('end the session of an embedded user, once', async () => {
    const { emulator, looker, control } = setUp()
    const body = JSON.stringify({ external_user_id: 'ana' })
    await looker.send('POST', '/embed/cookieless_session/acquire', await looker.login(), { body })
    expect(emulator.stats.live_embed_sessions).toBe(1)
    expect(await control('POST', '/revoke', { external_user_id: 'bea' })).toEqual([200, { revoked: 0 }])
    expect(await control('POST', '/revoke', { external_user_id: 'ana' })).toEqual([200, { revoked: 1 }])
    expect(emulator.stats.live_embed_sessions).toBe(0)
    expect(await control('POST', '/revoke', { external_user_id: 'ana' })).toEqual([200, { revoked: 0 }])
  })

  it('revoke refresh tokens', async () => {
    const { emulator, control } = setUp()
    const oauth = oauthOf(emulator)
    const [one, two] = [await oauth.signIn(), await oauth.signIn()]
    expect(await control('POST', '/revoke', { refresh_token: one.refreshToken })).toEqual([
      200,
      { revoked: 1 },
    ])
    const all = { user_id: 789, refresh_tokens: true }
    expect(await control('POST', '/revoke', all)).toEqual([200, { revoked: 3 }])
    expect((await oauth.refresh(two.refreshToken)).status).toBe(400)
  })

  it('list origins, and forget them', async () => {
    const { emulator, control } = setUp()
    const origins = ['http://127.0.0.1:5173', 'https://app.example']
    expect(await control('POST', '/origins', { origin: origins[0] })).toEqual([
      200,
      { origins: [origins[0]] },
    ])
    expect(await control('POST', '/origins', { origin: origins[1] })).toEqual([200, { origins }])
    expect(emulator.allowedOrigins.list).toEqual(origins)
    expect(await control('DELETE', '/origins')).toEqual([200, { origins: [] }])
  })

  it('add faults and clear them', async () => {
    const { looker, control } = setUp()
    const fault = { match: { method: 'POST', path: '*/login' }, times: 'always', status: 503 }
    expect(await control('POST', '/faults', fault)).toEqual([200, { active: 1 }])
    expect((await looker.post('/login', {})).status).toBe(503)
    expect(await control('DELETE', '/faults')).toEqual([200, { active: 0 }])
    expect((await looker.post('/login', {})).status).toBe(404)
  })

  it('show the counts and the journal, in which they are not themselves', async () => {
    const { emulator, looker, control } = setUp()
    await looker.login()
    emulator.faults.add({ match: { path: '*' }, times: 'always', drop: true })
    expect(await control('GET', '/stats')).toEqual([200, { ...emulator.stats, login: 1, requests: 1 }])
    const [status, entries] = await control('GET', '/requests')
    expect([status, entries]).toEqual([200, emulator.requests])
    expect(entries).toMatchObject([{ number: 1, path: '/api/4.0/login' }])
  })

  it.each<[string, unknown, string]>([
    ['/clock', {}, 'Invalid body: advanceMs is missing'],
    ['/clock', { advanceMs: -5 }, 'Invalid body: advanceMs must be a whole number of at least 0'],
    ['/clock', undefined, 'Invalid body: it must be JSON, of at most 1 MiB'],
    ['/clock', 'x'.repeat(1_100_000), 'Invalid body: it must be JSON, of at most 1 MiB'],
    ['/revoke', {}, 'Invalid revocation: give either token, user_id, refresh_token or external_user_id'],
    [
      '/revoke',
      { token: 'a', user_id: 1 },
      'Invalid revocation: give either token, user_id, refresh_token or external_user_id',
    ],
    ['/revoke', { token: 5 }, 'Invalid revocation: token must be a string that is not empty'],
    [
      '/revoke',
      { user_id: -1 },
      'Invalid revocation: user_id must be a whole number of at least 0, or must be a string that is not empty',
    ],
    [
      '/revoke',
      { token: 'a', refresh_tokens: 'yes' },
      'Invalid revocation: refresh_tokens must be true or false',
    ],
    [
      '/revoke',
      { refresh_token: 'a', refresh_tokens: true },
      'Invalid revocation: refresh_tokens is not known (known are refresh_token)',
    ],
    ['/origins', {}, 'Invalid body: origin is missing'],
    [
      '/origins',
      { origin: '*' },
      'Invalid origin: origin must be an exact origin such as "http://127.0.0.1:5173", without a path',
    ],
    ['/faults', { match: { path: '*' } }, 'Invalid fault: it says what to match, but not what goes wrong'],
  ])('%s refuses a wrong body, case %#', async (path, body, message) => {
    const { control } = setUp()
    expect(await control('POST', path, body)).toEqual([400, { message }])
  })

  it('answer other paths as the API does', async () => {
    const { control } = setUp()
    expect(await control('GET', '/nope')).toEqual([404, UNROUTED])
    expect(await control('GET', '/clock')).toEqual([404, UNROUTED])
  })
})
