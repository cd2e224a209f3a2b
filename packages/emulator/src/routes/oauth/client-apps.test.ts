import { describe, expect, it } from 'vitest'
import { APP, authorizeQuery, browserOf, oauthOf, type TokenAnswer } from '../../../test/browser'
import { clientOf, docs, notFound, ORIGIN, REGULAR, UNAUTHENTICATED } from '../../../test/client'
import { createEmulator, EmulatorInputError, type SeedOauthClientApp } from '../../index'

const setUp = async () => {
  const emulator = createEmulator()
  const looker = clientOf(emulator)
  const admin = await looker.login()
  const send = async (method: string, path: string, value?: unknown, token: string | undefined = admin) => {
    const init =
      value === undefined ? {} : { body: typeof value === 'string' ? value : JSON.stringify(value) }
    const response = await looker.send(method, `/oauth_client_apps${path}`, token, init)
    const text = await response.text()
    return [response.status, text === '' ? undefined : JSON.parse(text)]
  }
  return { emulator, looker, oauth: oauthOf(emulator), send }
}

/** The path of an operation on the apps, or on one of them. */
const at = (path: string) => `oauth_client_apps${path === '' ? '' : '/:client_guid'}`

const MINE = { redirect_uri: 'http://127.0.0.1:5173/back', display_name: 'Mine' }
const WHOLE = {
  can: {},
  client_guid: 'mine',
  ...MINE,
  description: '',
  enabled: true,
  group_id: null,
  activated_users: [],
}
const DEFAULT = {
  can: {},
  client_guid: APP.client_id,
  redirect_uri: APP.redirect_uri,
  display_name: 'Emulator App',
  description: 'The OAuth client app of the default seed.',
  enabled: true,
  group_id: null,
  activated_users: [],
}

describe('/oauth_client_apps', () => {
  it('registers, shows, lists, changes and deletes an app', async () => {
    const { emulator, send } = await setUp()
    expect(await send('POST', '/mine', MINE)).toEqual([200, WHOLE])
    expect(await send('GET', '/mine')).toEqual([200, WHOLE])
    expect(await send('GET', '')).toEqual([200, [DEFAULT, WHOLE]])
    const changes = { description: 'Changed', group_id: '5', client_guid: 'other', can: { x: true } }
    const changed = { ...WHOLE, description: 'Changed', group_id: '5' }
    expect(await send('PATCH', '/mine', changes)).toEqual([200, changed])
    expect(await send('PATCH', '/mine', { group_id: null })).toMatchObject([200, { group_id: null }])
    expect(await send('DELETE', '/mine')).toEqual([204, undefined])
    expect(await send('GET', '/mine')).toEqual([404, notFound(`get/${at('/mine')}`)])
    expect(await send('GET', '')).toEqual([200, [DEFAULT]])
    expect(emulator.stats.oauth_client_apps).toBe(7)
  })

  it('registers an app that can sign people in', async () => {
    const { emulator, send } = await setUp()
    await send('POST', '/mine', MINE)
    const oauth = oauthOf(emulator, { client_id: 'mine', redirect_uri: MINE.redirect_uri })
    expect((await oauth.signIn()).status).toBe(200)
  })

  it('refuses a guid that is taken with 409, and leaves its app as it is', async () => {
    const { send } = await setUp()
    expect(await send('POST', `/${APP.client_id}`, MINE)).toEqual([
      409,
      { message: 'The client_guid is taken', documentation_url: docs(`409/post/${at('/mine')}`) },
    ])
    expect(await send('GET', `/${APP.client_id}`)).toEqual([200, DEFAULT])
  })

  it('refuses a guid that is too long with 400', async () => {
    const { send } = await setUp()
    expect((await send('POST', `/${'x'.repeat(255)}`, MINE))[0]).toBe(200)
    expect((await send('POST', `/${'x'.repeat(256)}`, MINE))[0]).toBe(400)
  })

  it.each<[string, unknown, string, string]>([
    ['redirect_uri', undefined, 'missing_field', 'redirect_uri is missing'],
    ['display_name', undefined, 'missing_field', 'display_name is missing'],
    ['display_name', '', 'invalid', 'display_name must be a string that is not empty'],
    ['description', 5, 'invalid', 'description must be a string'],
    ['enabled', 'yes', 'invalid', 'enabled must be true or false'],
    ['group_id', 5, 'invalid', 'group_id must be one of null, or must be a string that is not empty'],
    ...[
      '',
      5,
      'back',
      '/back',
      'javascript:alert(1)',
      'ftp://a.example',
      'http://',
      'https://a.example/#x',
      'https://a.example/ x',
      'https://ü.example/',
    ].map(
      value =>
        [
          'redirect_uri',
          value,
          'invalid',
          'redirect_uri must be an http or https URL without a fragment',
        ] as [string, unknown, string, string],
    ),
  ])('refuses %s %j with 422', async (field, value, code, message) => {
    const { send } = await setUp()
    const refusal = (method: string) => {
      const documentation_url = docs(`422/${method}/${at('/mine')}`)
      const errors = [{ field, code, message, documentation_url }]
      return { message: 'Validation Failed', errors, documentation_url }
    }
    expect(await send('POST', '/mine', { ...MINE, [field]: value })).toEqual([422, refusal('post')])
    if (value !== undefined) {
      expect(await send('PATCH', `/${APP.client_id}`, { [field]: value })).toEqual([422, refusal('patch')])
      expect(await send('GET', `/${APP.client_id}`)).toEqual([200, DEFAULT])
    }
  })

  it.each(['', '{', '[]', '"x"'])('refuses the body %j with 400', async body => {
    const { send } = await setUp()
    const refusal = (method: string) => [
      400,
      { message: 'The body must be a JSON object', documentation_url: docs(`400/${method}/${at('/mine')}`) },
    ]
    expect(await send('POST', '/mine', body)).toEqual(refusal('post'))
    expect(await send('PATCH', `/${APP.client_id}`, body)).toEqual(refusal('patch'))
  })

  it('is 404 for what is not there', async () => {
    const { send } = await setUp()
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      expect(await send(method, '/nobody', method === 'PATCH' ? {} : undefined)).toEqual([
        404,
        notFound(`${method.toLowerCase()}/${at('/nobody')}`),
      ])
    }
  })

  it.each([
    ['GET', ''],
    ['GET', '/emulator-app'],
    ['POST', '/mine'],
    ['PATCH', '/emulator-app'],
    ['DELETE', '/emulator-app'],
  ])('%s %s is for admins: 401 without a token, 404 for others', async (method, path) => {
    const { looker, send } = await setUp()
    const body = method === 'POST' || method === 'PATCH' ? MINE : undefined
    expect(await send(method, path, body, await looker.login(REGULAR))).toEqual([
      404,
      notFound(`${method.toLowerCase()}/${at(path)}`),
    ])
    const anonymous = await looker.send(method, `/oauth_client_apps${path}`)
    expect([anonymous.status, await anonymous.json()]).toEqual([401, UNAUTHENTICATED])
    expect(await send('GET', '')).toEqual([200, [DEFAULT]])
  })

  it('is not there in 3.x', async () => {
    const { emulator, looker } = await setUp()
    const headers = { authorization: `token ${await looker.login()}` }
    expect((await emulator.fetch(`${ORIGIN}/api/3.1/oauth_client_apps`, { headers })).status).toBe(404)
  })
})

describe.each<[string, (send: Awaited<ReturnType<typeof setUp>>['send']) => Promise<unknown>]>([
  ['disabling an app', send => send('PATCH', `/${APP.client_id}`, { enabled: false })],
  ['deleting an app', send => send('DELETE', `/${APP.client_id}`)],
])('%s', (_, end) => {
  it('ends its codes, access tokens and refresh tokens, and no other token', async () => {
    const { emulator, looker, oauth, send } = await setUp()
    const code = await oauth.code()
    const { accessToken, refreshToken } = await oauth.signIn()
    const key = await looker.login(REGULAR)
    await end(send)
    expect(await looker.whoAmI(accessToken)).toBe(401)
    expect(await looker.whoAmI(key)).toBe('2')
    expect((await oauth.exchange(code)).body.error).toBe('invalid_client')
    expect((await oauth.refresh(refreshToken)).body.error).toBe('invalid_client')
    expect((await browserOf(emulator).open(authorizeQuery())).response.status).toBe(400)
    expect(emulator.stats).toMatchObject({ live_tokens: 2, live_refresh_tokens: 0 })
  })

  it('ends also what is granted at that moment', async () => {
    const { emulator, looker, oauth, send } = await setUp()
    const code = await oauth.code()
    const { refreshToken } = await oauth.signIn()
    const answers = Promise.all([oauth.exchange(code), oauth.refresh(refreshToken), end(send)])
    for (const { accessToken } of (await answers).slice(0, 2) as TokenAnswer[]) {
      expect(await looker.whoAmI(accessToken)).toBe(401)
    }
    expect(emulator.stats).toMatchObject({ live_tokens: 1, live_refresh_tokens: 0 })
  })

  it('is for good: an app with the same guid takes none of them', async () => {
    const { emulator, looker, oauth, send } = await setUp()
    const code = await oauth.code()
    const { accessToken, refreshToken } = await oauth.signIn()
    await end(send)
    const again = { redirect_uri: APP.redirect_uri, display_name: 'Again', enabled: true }
    const [status] = await send('PATCH', `/${APP.client_id}`, again)
    if (status === 404) emulator.oauthClientApps.add({ client_guid: APP.client_id, ...again })
    expect(await looker.whoAmI(accessToken)).toBe(401)
    expect((await oauth.exchange(code)).body.error).toBe('invalid_grant')
    expect((await oauth.refresh(refreshToken)).body.error).toBe('invalid_grant')
    expect((await oauth.signIn()).status).toBe(200)
  })
})

describe('an app whose redirect_uri was changed', () => {
  it('gets answers there only, and spends codes that were sent to the old one with that', async () => {
    const { emulator, oauth, send } = await setUp()
    const code = await oauth.code()
    await send('PATCH', `/${APP.client_id}`, { redirect_uri: MINE.redirect_uri })
    expect((await browserOf(emulator).open(authorizeQuery())).response.status).toBe(400)
    expect((await oauth.exchange(code, { redirect_uri: MINE.redirect_uri })).body.error).toBe('invalid_grant')
    const moved = oauthOf(emulator, { ...APP, redirect_uri: MINE.redirect_uri })
    expect((await moved.signIn()).status).toBe(200)
  })
})

describe('registering in code', () => {
  it.each<[string, unknown, string]>([
    ['no object', 5, 'Invalid OAuth client app: the app must be an object'],
    [
      'nothing in it',
      {},
      'Invalid OAuth client app: client_guid is missing; redirect_uri is missing; display_name is missing',
    ],
    [
      'a guid that is taken',
      { client_guid: APP.client_id, ...MINE },
      'Invalid OAuth client app: client_guid is taken',
    ],
  ])('throws for %s', async (_, app, message) => {
    const { oauthClientApps } = createEmulator()
    expect(() => oauthClientApps.add(app as SeedOauthClientApp)).toThrow(message)
    expect(() => oauthClientApps.add(app as SeedOauthClientApp)).toThrow(EmulatorInputError)
  })
})
