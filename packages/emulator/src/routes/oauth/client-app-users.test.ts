import { describe, expect, it } from 'vitest'
import { APP, oauthOf } from '../../../test/browser'
import { clientOf, notFound, REGULAR, UNAUTHENTICATED } from '../../../test/client'
import { createEmulator } from '../../index'

const BASE = `/oauth_client_apps/${APP.client_id}`
const OTHER = { client_guid: 'other', redirect_uri: 'http://127.0.0.1:5173/', display_name: 'Other' }

const setUp = async () => {
  const emulator = createEmulator({ now: () => 86_400_000 })
  emulator.oauthClientApps.add(OTHER)
  const looker = clientOf(emulator)
  const [admin, bea] = [await looker.login(), await looker.login(REGULAR)]
  const send = async (method: string, path: string, token: string | undefined = admin) => {
    const response = await looker.send(method, path, token)
    const text = await response.text()
    return [response.status, text === '' ? undefined : JSON.parse(text)]
  }
  const other = oauthOf(emulator, { client_id: OTHER.client_guid, redirect_uri: OTHER.redirect_uri })
  const read = async () => (await send('GET', BASE))[1]
  return { emulator, looker, admin, bea, oauth: oauthOf(emulator), other, send, read }
}

describe('DELETE /oauth_client_apps/{client_guid}/tokens', () => {
  it('ends codes, access tokens and refresh tokens of the app for all users, and no other token', async () => {
    const { emulator, looker, oauth, other, send, read } = await setUp()
    const code = await oauth.code(2)
    const [ana, bea] = [await oauth.signIn(789), await oauth.signIn(2)]
    const spared = await other.signIn(789)
    expect(await read()).not.toHaveProperty('tokens_invalid_before')
    emulator.clock.advance(1000)
    expect(await send('DELETE', `${BASE}/tokens`)).toEqual([204, undefined])
    for (const { accessToken } of [ana, bea]) expect(await looker.whoAmI(accessToken)).toBe(401)
    expect((await oauth.refresh(ana.refreshToken)).body.error).toBe('invalid_grant')
    expect((await oauth.exchange(code)).body.error).toBe('invalid_grant')
    expect(await looker.whoAmI(spared.accessToken)).toBe('789')
    expect((await other.refresh(spared.refreshToken)).status).toBe(200)
    expect(await read()).toMatchObject({ enabled: true, tokens_invalid_before: '1970-01-02T00:00:01.000Z' })
    expect((await oauth.signIn(2)).status).toBe(200)
  })

  it('ends also what is granted at that moment', async () => {
    const { emulator, looker, oauth, send } = await setUp()
    const code = await oauth.code()
    const [granted] = await Promise.all([oauth.exchange(code), send('DELETE', `${BASE}/tokens`)])
    expect(await looker.whoAmI(granted.accessToken)).toBe(401)
    expect(emulator.stats.live_refresh_tokens).toBe(0)
  })

  it('names a time that a date can be, however far the clock was moved', async () => {
    const { emulator, send, looker } = await setUp()
    emulator.clock.advance(1e17)
    const token = await looker.login()
    expect(await send('DELETE', `${BASE}/tokens`, token)).toEqual([204, undefined])
    expect(await send('GET', BASE, token)).toMatchObject([
      200,
      { tokens_invalid_before: '+275760-09-13T00:00:00.000Z' },
    ])
  })

  it('is for admins, and 404 for an app that is not there', async () => {
    const { looker, oauth, bea, send } = await setUp()
    const { accessToken } = await oauth.signIn()
    const refusal = [404, notFound('delete/oauth_client_apps/:client_guid/tokens')]
    expect(await send('DELETE', `${BASE}/tokens`, bea)).toEqual(refusal)
    expect(await send('DELETE', '/oauth_client_apps/nobody/tokens')).toEqual(refusal)
    const anonymous = await looker.send('DELETE', `${BASE}/tokens`)
    expect([anonymous.status, await anonymous.json()]).toEqual([401, UNAUTHENTICATED])
    expect(await looker.whoAmI(accessToken)).toBe('789')
  })
})

describe('/oauth_client_apps/{client_guid}/users/{user_id}', () => {
  const ana = { can: {}, id: '789', first_name: 'Ana', last_name: 'Regular', display_name: 'Ana Regular' }

  it('activates a user, as Allow on the consent page does, and deactivates', async () => {
    const { emulator, oauth, send, read } = await setUp()
    expect(await read()).toMatchObject({ activated_users: [] })
    for (let times = 0; times < 2; times++) {
      expect(await send('POST', `${BASE}/users/789`)).toEqual([200, ''])
      expect(await read()).toMatchObject({ activated_users: [ana] })
    }
    expect(await send('DELETE', `${BASE}/users/789`)).toEqual([204, undefined])
    expect(await read()).toMatchObject({ activated_users: [] })
    await oauth.code(789)
    expect(await read()).toMatchObject({ activated_users: [ana] })
    await send('DELETE', `${BASE}/users/789`)
    const query = new URLSearchParams({ ...APP, response_type: 'code', scope: 'cors_api' })
    query.set('code_challenge', 'a'.repeat(43))
    query.set('code_challenge_method', 'S256')
    emulator.authorize({ url: `http://looker.test/auth?${query}`, user_id: 789 })
    expect(await read()).toMatchObject({ activated_users: [ana] })
  })

  it('ends by deactivating what the app was granted for this user, and nothing else', async () => {
    const { looker, oauth, other, send } = await setUp()
    const code = await oauth.code(789)
    const gone = await oauth.signIn(789)
    const [bea, elsewhere] = [await oauth.signIn(2), await other.signIn(789)]
    await send('DELETE', `${BASE}/users/789`)
    expect(await looker.whoAmI(gone.accessToken)).toBe(401)
    expect((await oauth.refresh(gone.refreshToken)).body.error).toBe('invalid_grant')
    expect((await oauth.exchange(code)).body.error).toBe('invalid_grant')
    expect(await looker.whoAmI(bea.accessToken)).toBe('2')
    expect(await looker.whoAmI(elsewhere.accessToken)).toBe('789')
  })

  it('lets users act for themselves only', async () => {
    const { looker, oauth, bea, send, read } = await setUp()
    const mine = await oauth.signIn(2)
    expect(await send('POST', `${BASE}/users/2`, bea)).toEqual([200, ''])
    expect(await send('DELETE', `${BASE}/users/2`, bea)).toEqual([204, undefined])
    expect(await looker.whoAmI(mine.accessToken)).toBe(401)
    await send('POST', `${BASE}/users/789`)
    for (const method of ['POST', 'DELETE']) {
      expect(await send(method, `${BASE}/users/789`, bea)).toEqual([
        404,
        notFound(`${method.toLowerCase()}/oauth_client_apps/:client_guid/users/:user_id`),
      ])
      expect((await looker.send(method, `${BASE}/users/2`)).status).toBe(401)
    }
    expect(await read()).toMatchObject({ activated_users: [ana] })
  })

  it.each([`${BASE}/users/4711`, '/oauth_client_apps/nobody/users/789'])(
    'cannot activate at %s, where one of both is not there; deactivating is no error',
    async path => {
      const { send } = await setUp()
      expect((await send('POST', path))[0]).toBe(404)
      expect(await send('DELETE', path)).toEqual([204, undefined])
    },
  )
})
