import { describe, expect, it } from 'vitest'
import {
  APP,
  authorizeQuery,
  browserOf,
  challengeOf,
  oauthOf,
  tokenAnswer,
  VERIFIER,
} from '../../../test/browser'
import { clientOf, LOOKER_JSON, ORIGIN } from '../../../test/client'
import { createEmulator, type EmulatorOptions } from '../../index'

const setUp = (options: EmulatorOptions = {}) => {
  const emulator = createEmulator({ options, now: () => 0 })
  return { emulator, looker: clientOf(emulator), oauth: oauthOf(emulator) }
}

const refusal = (error: string, error_description?: string) => ({
  status: 400,
  body: { error, error_description: error_description ?? expect.stringMatching(/./) },
})
const DEAD_CODE = refusal(
  'invalid_grant',
  'The code is unknown, used, expired, or was issued for another request',
)
const DEAD_REFRESH_TOKEN = refusal(
  'invalid_grant',
  'The refresh token is unknown, used, expired, ended, or of another client',
)

describe('POST /api/token for a code', () => {
  it('answers an access token of who signed in, and a refresh token', async () => {
    const { emulator, looker, oauth } = setUp()
    const { status, body, accessToken } = await oauth.signIn(789)
    expect([status, body]).toEqual([
      200,
      {
        access_token: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      },
    ])
    expect(await looker.whoAmI(accessToken)).toBe('789')
    expect(emulator.stats).toMatchObject({
      token_code: 1,
      token_refresh: 0,
      login: 0,
      live_tokens: 1,
      live_refresh_tokens: 1,
    })
    expect(emulator.requests.at(-2)).toMatchObject({ granted: { userId: '789' } })
  })

  it('takes JSON as well, and is never kept by a cache', async () => {
    const { emulator, oauth } = setUp()
    const fields = { grant_type: 'authorization_code', ...APP, code_verifier: VERIFIER }
    const response = await emulator.fetch(`${ORIGIN}/api/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ ...fields, code: await oauth.code() }),
    })
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('cache-control'),
    ]).toEqual([200, LOOKER_JSON, 'no-store'])
  })

  it('reads JSON, and a form, without a Content-Type', async () => {
    const { emulator, oauth } = setUp()
    const post = async (write: (fields: Record<string, string>) => string) => {
      const code = await oauth.code()
      const text = write({ grant_type: 'authorization_code', ...APP, code, code_verifier: VERIFIER })
      const body = new TextEncoder().encode(text)
      return (await emulator.fetch(`${ORIGIN}/api/token`, { method: 'POST', body })).status
    }
    expect(await post(fields => JSON.stringify(fields))).toBe(200)
    expect(await post(fields => new URLSearchParams(fields).toString())).toBe(200)
    expect(await post(fields => `{${JSON.stringify(fields)}`)).toBe(400)
  })

  it('answers no refresh token when told so, as null or as an absent key', async () => {
    const withNull = setUp({ grantsRefreshToken: false })
    expect((await withNull.oauth.signIn()).body.refresh_token).toBeNull()
    expect(withNull.emulator.stats.live_refresh_tokens).toBe(0)
    const without = setUp({ grantsRefreshToken: false, nullRefreshToken: false })
    expect((await without.oauth.signIn()).body).not.toHaveProperty('refresh_token')
  })

  it('spends a code once', async () => {
    const { looker, oauth } = setUp()
    const code = await oauth.code()
    const first = await oauth.exchange(code)
    expect(first.status).toBe(200)
    expect(await oauth.exchange(code)).toMatchObject(DEAD_CODE)
    expect(await looker.whoAmI(first.accessToken)).toBe('789')
  })

  it('lets one of many win who spend it at once', async () => {
    const { emulator, oauth } = setUp()
    const code = await oauth.code()
    const answers = await Promise.all(Array.from({ length: 10 }, () => oauth.exchange(code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(9)
    expect(emulator.stats).toMatchObject({ token_code: 1, max_concurrent_token_requests: 10 })
  })

  it("spends it up to its last millisecond, by the emulator's clock", async () => {
    const { emulator, oauth } = setUp({ codeLifetimeSeconds: 5 })
    const [early, late] = [await oauth.code(), await oauth.code()]
    emulator.clock.advance(4999)
    expect((await oauth.exchange(early)).status).toBe(200)
    emulator.clock.advance(1)
    expect(await oauth.exchange(late)).toMatchObject(DEAD_CODE)
  })

  it('gives a code 60 s', async () => {
    const { emulator, oauth } = setUp()
    const [early, late] = [await oauth.code(), await oauth.code()]
    emulator.clock.advance(59_999)
    expect((await oauth.exchange(early)).status).toBe(200)
    emulator.clock.advance(1)
    expect((await oauth.exchange(late)).status).toBe(400)
  })

  it.each<[string, Record<string, string>]>([
    ['a forged code', { code: 'x'.repeat(40) }],
    ['the wrong verifier', { code_verifier: `${VERIFIER}x` }],
    ['the challenge for a verifier', { code_verifier: challengeOf(VERIFIER) }],
    ['another redirect_uri', { redirect_uri: `${APP.redirect_uri}/` }],
    ['another client, that is registered too', { client_id: 'other-app' }],
  ])('refuses %s with invalid_grant', async (_, changes) => {
    const { emulator, oauth } = setUp()
    const { redirect_uri } = APP
    emulator.oauthClientApps.add({ client_guid: 'other-app', redirect_uri, display_name: 'Other' })
    expect(await oauth.exchange(await oauth.code(), changes)).toMatchObject(DEAD_CODE)
    expect(emulator.stats).toMatchObject({ token_code: 0, live_tokens: 0, live_refresh_tokens: 0 })
  })

  it('lets nobody try a code a second time after a wrong verifier', async () => {
    const { oauth } = setUp()
    const code = await oauth.code()
    await oauth.exchange(code, { code_verifier: `${VERIFIER}x` })
    expect(await oauth.exchange(code)).toMatchObject(DEAD_CODE)
  })

  it('takes the challenge with the padding that the official SDK sends', async () => {
    const { oauth } = setUp()
    const code = await oauth.code(789, { code_challenge: `${challengeOf(VERIFIER)}=` })
    expect((await oauth.exchange(code)).status).toBe(200)
  })

  it('mistakes a base64 verifier of 64 characters for hex, as Looker does', async () => {
    const { oauth } = setUp()
    const verifier = 'canaryVerifier-_'.repeat(4)
    const code = await oauth.code(789, { code_challenge: challengeOf(verifier) })
    expect(await oauth.exchange(code, { code_verifier: verifier })).toMatchObject(DEAD_CODE)
  })
})

describe('POST /api/token for a refresh token', () => {
  it('answers a new access token and a new refresh token; the spent one is dead', async () => {
    const { emulator, looker, oauth } = setUp()
    const first = await oauth.signIn()
    const second = await oauth.refresh(first.refreshToken)
    expect([second.status, Object.keys(second.body)]).toEqual([
      200,
      ['access_token', 'token_type', 'expires_in', 'refresh_token'],
    ])
    expect(second.accessToken).not.toBe(first.accessToken)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(await looker.whoAmI(first.accessToken)).toBe('789')
    expect(await looker.whoAmI(second.accessToken)).toBe('789')
    expect(await oauth.refresh(first.refreshToken)).toMatchObject(DEAD_REFRESH_TOKEN)
    expect((await oauth.refresh(second.refreshToken)).status).toBe(200)
    expect(emulator.stats).toMatchObject({ token_refresh: 2, live_refresh_tokens: 1 })
  })

  it('lets one of many win who spend it at once', async () => {
    const { emulator, oauth } = setUp()
    const { refreshToken } = await oauth.signIn()
    const answers = await Promise.all(Array.from({ length: 10 }, () => oauth.refresh(refreshToken)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(9)
    expect(emulator.stats).toMatchObject({ token_refresh: 1, live_refresh_tokens: 1 })
  })

  it('keeps it without rotation, for as many as spend it', async () => {
    const { emulator, oauth } = setUp({ refreshTokenRotation: false })
    const { refreshToken } = await oauth.signIn()
    const answers = await Promise.all(Array.from({ length: 3 }, () => oauth.refresh(refreshToken)))
    expect(answers.map(answer => answer.refreshToken)).toEqual(Array(3).fill(refreshToken))
    expect(new Set(answers.map(({ accessToken }) => accessToken)).size).toBe(3)
    expect(emulator.stats).toMatchObject({ token_refresh: 3, live_refresh_tokens: 1 })
  })

  it('may leave it out of the answer then, which means: keep the old', async () => {
    const withNull = setUp({ refreshTokenRotation: false, repeatsRefreshToken: false })
    const { refreshToken } = await withNull.oauth.signIn()
    expect((await withNull.oauth.refresh(refreshToken)).body.refresh_token).toBeNull()
    expect((await withNull.oauth.refresh(refreshToken)).status).toBe(200)
    const without = setUp({
      refreshTokenRotation: false,
      repeatsRefreshToken: false,
      nullRefreshToken: false,
    })
    const signedIn = await without.oauth.signIn()
    expect((await without.oauth.refresh(signedIn.refreshToken)).body).not.toHaveProperty('refresh_token')
  })

  it('takes it for 30 days from its issue', async () => {
    const { emulator, oauth } = setUp()
    const [early, late] = [await oauth.signIn(), await oauth.signIn()]
    emulator.clock.advance(30 * 86_400_000 - 1)
    const renewed = await oauth.refresh(early.refreshToken)
    expect(renewed.status).toBe(200)
    emulator.clock.advance(1)
    expect(await oauth.refresh(late.refreshToken)).toMatchObject(DEAD_REFRESH_TOKEN)
    expect((await oauth.refresh(renewed.refreshToken)).status).toBe(200)
  })

  it('does not prolong it without rotation', async () => {
    const { emulator, oauth } = setUp({ refreshTokenRotation: false, refreshTokenLifetimeSeconds: 10 })
    const { refreshToken } = await oauth.signIn()
    emulator.clock.advance(9999)
    expect((await oauth.refresh(refreshToken)).status).toBe(200)
    emulator.clock.advance(1)
    expect(await oauth.refresh(refreshToken)).toMatchObject(DEAD_REFRESH_TOKEN)
    expect(emulator.stats.live_refresh_tokens).toBe(0)
  })

  it.each([true, false])(
    'refuses one of another client and leaves it alone, with rotation %s',
    async rotation => {
      const { emulator, oauth } = setUp({ refreshTokenRotation: rotation })
      emulator.oauthClientApps.add({ client_guid: 'b', redirect_uri: 'http://b.example', display_name: 'B' })
      const { refreshToken } = await oauth.signIn()
      expect(await oauth.refresh(refreshToken, { client_id: 'b' })).toMatchObject(DEAD_REFRESH_TOKEN)
      expect((await oauth.refresh(refreshToken)).status).toBe(200)
    },
  )

  it('refuses a forged one, an access token, and a code', async () => {
    const { oauth } = setUp()
    const { accessToken } = await oauth.signIn()
    for (const token of ['x'.repeat(40), accessToken, await oauth.code()]) {
      expect(await oauth.refresh(token)).toMatchObject(DEAD_REFRESH_TOKEN)
    }
  })
})

describe('POST /api/token refuses', () => {
  const post = async (body: string, type?: string) => {
    const emulator = createEmulator()
    const headers = type === undefined ? {} : { 'content-type': type }
    const response = await emulator.fetch(`${ORIGIN}/api/token`, { method: 'POST', headers, body })
    expect(response.headers.get('cache-control')).toBe('no-store')
    return tokenAnswer(response)
  }
  const form = (fields: Record<string, string>) =>
    post(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded')
  const json = (value: unknown) => post(JSON.stringify(value), 'application/json')
  const BODY = 'The body must be a form or a JSON object of strings'

  it.each<[string, () => Promise<unknown>, string, string]>([
    ['nothing', () => post(''), 'invalid_request', 'grant_type is missing'],
    [
      'another type of body',
      () => post('grant_type=refresh_token', 'text/plain'),
      'invalid_request',
      'grant_type is missing',
    ],
    ['broken JSON', () => post('{', 'application/json'), 'invalid_request', BODY],
    ['a list', () => json([]), 'invalid_request', BODY],
    [
      'a code that is no text',
      () => json({ grant_type: 'authorization_code', code: 5 }),
      'invalid_request',
      BODY,
    ],
    [
      'a field that is there twice',
      () => post('grant_type=refresh_token&grant_type=refresh_token', 'application/x-www-form-urlencoded'),
      'invalid_request',
      BODY,
    ],
    ['an empty grant_type', () => form({ grant_type: '' }), 'invalid_request', 'grant_type is missing'],
    ...['password', 'client_credentials', 'toString'].map(
      grant_type =>
        [
          `the grant_type ${grant_type}`,
          () => form({ grant_type }),
          'unsupported_grant_type',
          'grant_type must be authorization_code or refresh_token',
        ] as [string, () => Promise<unknown>, string, string],
    ),
    [
      'a code without the rest',
      () => form({ grant_type: 'authorization_code', code: 'x' }),
      'invalid_request',
      'client_id, redirect_uri, code_verifier missing',
    ],
    [
      'a missing refresh token',
      () => json({ grant_type: 'refresh_token', client_id: APP.client_id }),
      'invalid_request',
      'refresh_token missing',
    ],
    [
      'an unknown client',
      () => form({ grant_type: 'refresh_token', client_id: 'nobody', refresh_token: 'x' }),
      'invalid_client',
      'client_id names no enabled OAuth client app',
    ],
  ])('%s', async (_, answer, error, description) => {
    expect(await answer()).toMatchObject(refusal(error, description))
  })

  it('a body that is too long', async () => {
    const { emulator } = setUp({ maxRequestBytes: 10 })
    const response = await emulator.fetch(`${ORIGIN}/api/token`, { method: 'POST', body: 'x'.repeat(11) })
    expect(response.status).toBe(413)
  })

  it('other methods', async () => {
    expect((await createEmulator().fetch(`${ORIGIN}/api/token`)).status).toBe(404)
  })
})

describe('the end of a sign-in', () => {
  it('by DELETE /logout ends its access token and its refresh token, and no other', async () => {
    const { looker, oauth } = setUp()
    const [ended, other] = [await oauth.signIn(), await oauth.signIn()]
    const renewed = await oauth.refresh(ended.refreshToken)
    expect((await looker.send('DELETE', '/logout', ended.accessToken)).status).toBe(204)
    expect(await looker.whoAmI(ended.accessToken)).toBe(401)
    expect(await oauth.refresh(renewed.refreshToken)).toMatchObject(DEAD_REFRESH_TOKEN)
    expect(await looker.whoAmI(renewed.accessToken)).toBe('789')
    expect((await oauth.refresh(other.refreshToken)).status).toBe(200)
  })

  it('by DELETE /logout leaves the refresh token when told so', async () => {
    const { looker, oauth } = setUp({ logoutEndsRefreshToken: false })
    const { accessToken, refreshToken } = await oauth.signIn()
    await looker.send('DELETE', '/logout', accessToken)
    expect((await oauth.refresh(refreshToken)).status).toBe(200)
  })

  it('by revoke leaves the refresh tokens, unless told to end them too', async () => {
    const { emulator, looker, oauth } = setUp()
    const [first, second, third] = [await oauth.signIn(), await oauth.signIn(), await oauth.signIn(2)]
    expect(emulator.revoke({ token: first.accessToken })).toBe(1)
    expect(await looker.whoAmI(first.accessToken)).toBe(401)
    expect(emulator.stats.live_refresh_tokens).toBe(3)
    expect(emulator.revoke({ token: second.accessToken, refresh_tokens: true })).toBe(2)
    expect(await oauth.refresh(second.refreshToken)).toMatchObject(DEAD_REFRESH_TOKEN)
    expect(emulator.revoke({ token: second.accessToken, refresh_tokens: true })).toBe(0)
    expect(emulator.revoke({ user_id: 789 })).toBe(0)
    expect(emulator.revoke({ user_id: 789, refresh_tokens: true })).toBe(1)
    expect(await oauth.refresh(first.refreshToken)).toMatchObject(DEAD_REFRESH_TOKEN)
    expect(emulator.revoke({ refresh_token: third.refreshToken })).toBe(1)
    expect(emulator.revoke({ refresh_token: third.refreshToken })).toBe(0)
    expect(await looker.whoAmI(third.accessToken)).toBe('2')
  })
})

describe('a fault on /api/token', () => {
  it('after the effect leaves a client with a refresh token that is spent', async () => {
    const { emulator, oauth } = setUp()
    const { refreshToken } = await oauth.signIn()
    emulator.faults.add({ match: { method: 'POST', path: '/api/token' }, drop: 'after' })
    await expect(oauth.refresh(refreshToken)).rejects.toThrow(TypeError)
    expect(await oauth.refresh(refreshToken)).toMatchObject(DEAD_REFRESH_TOKEN)
  })

  it('in place of the answer leaves the code as it is', async () => {
    const { emulator, oauth } = setUp()
    const code = await oauth.code()
    emulator.faults.add({ match: { path: '/api/token' }, status: 503 })
    expect((await oauth.exchange(code)).status).toBe(503)
    expect((await oauth.exchange(code)).status).toBe(200)
  })
})

it('a sign-in of an admin mints sudo tokens as any other', async () => {
  const { looker, oauth } = setUp()
  const { accessToken } = await oauth.signIn(1)
  expect(await looker.whoAmI(await looker.loginUser(789, accessToken))).toBe('789')
})

describe('the journal', () => {
  it.each([{}, { refreshTokenRotation: false }])(
    'shows no code, verifier, challenge, state, cookie, form token or refresh token of a journey, with %j',
    async options => {
      const { emulator, looker, oauth } = setUp(options)
      const browser = browserOf(emulator)
      const signIn = await browser.open(authorizeQuery())
      const consent = await browser.press(signIn, 'choose', { user_id: '789' })
      const { code = '' } = (await browser.press(consent, 'allow')).returned
      const first = await oauth.exchange(code)
      await oauth.exchange(code)
      const second = await oauth.refresh(first.refreshToken)
      await oauth.refresh(first.refreshToken)
      const json = { method: 'POST', headers: { 'content-type': 'application/json' } }
      const secrets = {
        code,
        code_verifier: VERIFIER,
        code_challenge: challengeOf(VERIFIER),
        state: 'canary-state',
        refresh_token: second.refreshToken,
      }
      const body = JSON.stringify({ grant_type: 'authorization_code', ...secrets, deep: [secrets] })
      await emulator.fetch(`${ORIGIN}/api/token`, { ...json, body })
      await emulator.fetch(`${ORIGIN}/auth?${new URLSearchParams(secrets)}`)
      await emulator.fetch(`${ORIGIN}/api/4.0/user?${new URLSearchParams(secrets)}`)
      await looker.send('DELETE', '/logout', second.accessToken)

      const text = JSON.stringify(emulator.requests)
      const formTokens = [signIn, consent].map(page => /form_token" value="(\w+)"/.exec(page.html)?.[1] ?? '')
      const canaries = [
        ...Object.values(secrets),
        ...formTokens,
        ...browser.cookies.values(),
        first.accessToken,
        second.accessToken,
        first.refreshToken,
      ]
      expect(canaries.every(canary => canary.length > 10)).toBe(true)
      for (const canary of canaries) expect(text).not.toContain(canary.slice(0, 10))
      expect(emulator.requests[0]).toMatchObject({
        path: '/auth',
        query: {
          client_id: 'emulator-app',
          code_challenge: '(masked)',
          code_challenge_method: 'S256',
          redirect_uri: APP.redirect_uri,
          response_type: 'code',
          scope: 'cors_api',
          state: '(masked)',
        },
      })
      expect(emulator.requests[1]?.body).toEqual({ form_token: '(masked)', action: 'choose', user_id: '789' })
      expect(emulator.requests[1]?.headers.cookie).toBe('(masked)')
    },
  )
})
