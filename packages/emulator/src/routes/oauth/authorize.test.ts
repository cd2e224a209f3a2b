import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { APP, authorizeQuery, browserOf } from '../../../test/browser'
import { FORM } from '../../../test/client'
import { createEmulator, defaultSeed, type EmulatorInit } from '../../index'

const CALLBACK = APP.redirect_uri

const setUp = (init: EmulatorInit = {}) => {
  const emulator = createEmulator(init)
  return { emulator, browser: browserOf(emulator) }
}

describe('the way through the pages', () => {
  it('goes from signing in over consent back to the application, with a code and its state', async () => {
    const { emulator, browser } = setUp()
    const signIn = await browser.open(authorizeQuery())
    expect([signIn.response.status, signIn.heading]).toEqual([200, 'Sign in to Looker'])
    expect(signIn.html).toContain('<label for="user">User</label>')
    expect(signIn.html).toContain('<option value="789">Ana Regular (ana@emulator.example)</option>')

    const consent = await browser.press(signIn, 'choose', { user_id: '789' })
    expect(consent.heading).toBe('Emulator App wants to use Looker as Ana Regular')
    expect(consent.html).toContain('The OAuth client app of the default seed.')
    expect(consent.html).toContain(CALLBACK)

    const back = await browser.press(consent, 'allow')
    expect(back.response.status).toBe(303)
    expect(back.returned).toEqual({
      address: CALLBACK,
      code: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      state: 'canary-state',
    })
    expect(emulator.stats).toMatchObject({ sign_in: 1, authorize: 1, authorize_denied: 0, refused: 0 })
  })

  it('ends with access_denied on Deny', async () => {
    const { emulator, browser } = setUp()
    const signIn = await browser.open(authorizeQuery())
    const consent = await browser.press(signIn, 'choose', { user_id: '789' })
    expect((await browser.press(consent, 'deny')).returned).toEqual({
      address: CALLBACK,
      error: 'access_denied',
      error_description: 'The user did not allow it',
      state: 'canary-state',
    })
    expect(emulator.stats).toMatchObject({ authorize: 0, authorize_denied: 1 })
  })

  it('skips signing in for who is remembered, and has a way out for who is not them', async () => {
    const { browser } = setUp()
    await browser.press(await browser.open(authorizeQuery()), 'choose', { user_id: '789' })
    const consent = await browser.open(authorizeQuery({ state: 'another' }))
    expect(consent.heading).toBe('Emulator App wants to use Looker as Ana Regular')
    expect(consent.html).toContain('Not Ana Regular?')
    const signIn = await browser.press(consent, 'switch_user')
    expect(signIn.heading).toBe('Sign in to Looker')
    const asBea = await browser.press(signIn, 'choose', { user_id: '2' })
    expect(asBea.heading).toBe('Emulator App wants to use Looker as Bea Regular')
    expect((await browser.press(asBea, 'allow')).returned).toMatchObject({ state: 'another' })
  })

  it('remembers nobody in another browser, nor in another emulator', async () => {
    const { emulator, browser } = setUp()
    await browser.press(await browser.open(authorizeQuery()), 'choose', { user_id: '789' })
    expect((await browserOf(emulator).open(authorizeQuery())).heading).toBe('Sign in to Looker')
    const elsewhere = browserOf(createEmulator())
    for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value)
    expect((await elsewhere.open(authorizeQuery())).heading).toBe('Sign in to Looker')
    expect(elsewhere.cookies.size).toBe(2)
  })

  it.each(['792', '790', '791', '4711', ''])('lets user %s not sign in', async user_id => {
    const { emulator, browser } = setUp()
    const signIn = await browser.open(authorizeQuery())
    expect(signIn.html).not.toContain(`<option value="${user_id}">`)
    const refused = await browser.press(signIn, 'choose', { user_id })
    expect([refused.response.status, refused.heading]).toEqual([403, 'Sign in to Looker'])
    expect(refused.html).toContain('role="alert">This user cannot sign in here.</p>')
    expect((await browser.open(authorizeQuery())).heading).toBe('Sign in to Looker')
    expect(emulator.stats.sign_in).toBe(0)
    expect((await browser.press(refused, 'choose', { user_id: '789' })).heading).toContain('Ana Regular')
  })

  it.each(['allow', 'deny', 'switch_user', '', 'toString'])(
    'does not take %j on the sign-in page',
    async action => {
      const { emulator, browser } = setUp()
      const again = await browser.press(await browser.open(authorizeQuery()), action, { user_id: '789' })
      expect([again.response.status, again.heading]).toEqual([200, 'Sign in to Looker'])
      expect(emulator.stats).toMatchObject({ authorize: 0, authorize_denied: 0, sign_in: 0 })
    },
  )

  it('does not take a choice of user on the consent page', async () => {
    const { emulator, browser } = setUp()
    const consent = await browser.press(await browser.open(authorizeQuery()), 'choose', { user_id: '789' })
    const again = await browser.press(consent, 'choose', { user_id: '1' })
    expect(again.heading).toContain('Ana Regular')
    expect(emulator.stats.sign_in).toBe(1)
  })

  it('answers without a state when there was none', async () => {
    const { browser } = setUp()
    const signIn = await browser.open(authorizeQuery({ state: undefined }))
    const consent = await browser.press(signIn, 'choose', { user_id: '789' })
    expect(Object.keys((await browser.press(consent, 'allow')).returned)).toEqual(['address', 'code'])
  })

  it('gives the state back as it came', async () => {
    const { browser } = setUp()
    const state = 'a b+c%2B&d=ü"<>'
    const signIn = await browser.open(authorizeQuery({ state }))
    const consent = await browser.press(signIn, 'choose', { user_id: '789' })
    expect((await browser.press(consent, 'deny')).returned.state).toBe(state)
  })

  it('leaves the query of a registered redirect_uri as it is', async () => {
    const { emulator, browser } = setUp()
    const redirect_uri = 'http://127.0.0.1:5173/back?tenant=a%20b'
    emulator.oauthClientApps.add({ client_guid: 'mine', redirect_uri, display_name: 'Mine' })
    const signIn = await browser.open(authorizeQuery({ client_id: 'mine', redirect_uri }))
    const consent = await browser.press(signIn, 'choose', { user_id: '789' })
    const back = await browser.press(consent, 'allow')
    expect(back.response.headers.get('location')).toMatch(
      /^http:\/\/127\.0\.0\.1:5173\/back\?tenant=a%20b&code=[A-Za-z0-9]{40}&state=canary-state$/,
    )
  })
})

describe('an authorization request', () => {
  it.each<[string, Record<string, string | undefined>, string]>([
    ['without client_id', { client_id: undefined }, 'client_id must be there once.'],
    ['of an unknown client', { client_id: 'nobody' }, 'client_id names no registered OAuth client app.'],
    ['without redirect_uri', { redirect_uri: undefined }, 'redirect_uri must be there once.'],
    ...[
      'https://evil.example/',
      `${CALLBACK}/`,
      `${CALLBACK}?x=1`,
      CALLBACK.toUpperCase(),
      `${CALLBACK}#x`,
      '',
    ].map(
      redirect_uri =>
        [
          `to ${redirect_uri || 'nowhere'}`,
          { redirect_uri },
          'redirect_uri is not exactly the registered one.',
        ] as [string, Record<string, string>, string],
    ),
  ])('%s is an error page and no redirect, by GET and by POST', async (_, changes, problem) => {
    const { emulator, browser } = setUp()
    for (const init of [{}, { method: 'POST', headers: FORM, body: 'action=deny' }]) {
      const response = await browser.request(`/auth?${authorizeQuery(changes)}`, init)
      expect([response.status, response.headers.get('location')]).toEqual([400, null])
      expect(await response.text()).toContain(`<p class="bad">${problem}</p>`)
    }
    expect(browser.cookies.size).toBe(0)
    expect(emulator.stats.refused).toBe(2)
  })

  it.each(['client_id', 'redirect_uri'] as const)('with %s twice is an error page', async name => {
    const { browser } = setUp()
    const { response } = await browser.open(`${authorizeQuery()}&${name}=${encodeURIComponent(APP[name])}`)
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })

  it('of a disabled client is an error page', async () => {
    const [app] = defaultSeed().oauthClientApps
    const { browser } = setUp({ seed: { oauthClientApps: app ? [{ ...app, enabled: false }] : [] } })
    const shown = await browser.open(authorizeQuery())
    expect([shown.response.status, shown.response.headers.get('location')]).toEqual([400, null])
    expect(shown.html).toContain('The OAuth client app that client_id names is disabled.')
  })

  it.each<[string, string | undefined, string, string]>([
    ['response_type', undefined, 'invalid_request', 'response_type is missing'],
    ['response_type', 'token', 'unsupported_response_type', 'response_type must be code'],
    ['scope', undefined, 'invalid_request', 'scope is missing'],
    ['scope', 'openid', 'invalid_scope', 'scope must be cors_api'],
    ['code_challenge_method', undefined, 'invalid_request', 'code_challenge_method is missing'],
    ['code_challenge_method', 'plain', 'invalid_request', 'code_challenge_method must be S256'],
    ['code_challenge', undefined, 'invalid_request', 'code_challenge is missing'],
    [
      'code_challenge',
      'short',
      'invalid_request',
      'code_challenge must be a SHA-256 in base64url, or in hexadecimal',
    ],
    [
      'code_challenge',
      `${'a'.repeat(42)}+`,
      'invalid_request',
      'code_challenge must be a SHA-256 in base64url, or in hexadecimal',
    ],
  ])('with %s %s goes back with %s', async (name, value, error, error_description) => {
    const { emulator, browser } = setUp()
    const { response, returned } = await browser.open(authorizeQuery({ [name]: value }))
    expect(response.status).toBe(302)
    expect(returned).toEqual({ address: CALLBACK, error, error_description, state: 'canary-state' })
    const posted = await browser.request(`/auth?${authorizeQuery({ [name]: value })}`, { method: 'POST' })
    expect([posted.status, posted.headers.get('location')]).toEqual([303, response.headers.get('location')])
    expect(emulator.stats.refused).toBe(0)
  })

  it.each(['scope', 'state', 'code_challenge'])(
    'with %s twice goes back with invalid_request',
    async name => {
      const { browser } = setUp()
      const { returned } = await browser.open(`${authorizeQuery()}&${name}=cors_api`)
      expect(returned).toEqual({
        address: CALLBACK,
        error: 'invalid_request',
        error_description: `${name} is there twice`,
        ...(name === 'state' ? {} : { state: 'canary-state' }),
      })
    },
  )

  it('may carry parameters that nobody knows', async () => {
    const { browser } = setUp()
    expect((await browser.open(`${authorizeQuery()}&prompt=x`)).heading).toBe('Sign in to Looker')
  })
})

describe('a form that another site sends', () => {
  it.each<[string, string]>([
    ['without a token', 'action=allow'],
    ['with an empty token', 'form_token=&action=allow'],
    ['with a made-up token', `form_token=${'x'.repeat(40)}&action=allow`],
  ])('%s does nothing, though the cookie comes with it', async (_, body) => {
    const { emulator, browser } = setUp()
    await browser.press(await browser.open(authorizeQuery()), 'choose', { user_id: '789' })
    const init = { method: 'POST', headers: FORM, body }
    const response = await browser.request(`/auth?${authorizeQuery()}`, init)
    expect([response.status, response.headers.get('location')]).toEqual([403, null])
    expect(await response.text()).toContain('<h1>This form is out of date</h1>')
    expect(emulator.stats.authorize).toBe(0)
  })

  it("does nothing with the attacker's own token, for the cookie is another", async () => {
    const { emulator, browser } = setUp()
    const consent = await browser.press(await browser.open(authorizeQuery()), 'choose', { user_id: '789' })
    const attacker = browserOf(emulator)
    const own = await attacker.press(await attacker.open(authorizeQuery()), 'choose', { user_id: '2' })
    expect((await browser.post(own, 'allow')).status).toBe(403)
    expect((await browser.post(consent, 'allow')).status).toBe(303)
  })

  it('does nothing without the cookie', async () => {
    const { emulator, browser } = setUp()
    const consent = await browser.press(await browser.open(authorizeQuery()), 'choose', { user_id: '789' })
    expect((await browserOf(emulator).post(consent, 'allow')).status).toBe(403)
  })

  it('does nothing as JSON', async () => {
    const { browser } = setUp()
    const consent = await browser.press(await browser.open(authorizeQuery()), 'choose', { user_id: '789' })
    const [, form_token] = /name="form_token" value="([^"]+)"/.exec(consent.html) ?? []
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ form_token, action: 'allow' })
    expect((await browser.request(consent.url, { method: 'POST', headers, body })).status).toBe(403)
  })

  it('a page from before somebody else signed in allows nothing, and says where to start again', async () => {
    const { emulator, browser } = setUp()
    const signIn = await browser.open(authorizeQuery())
    const asAna = await browser.press(signIn, 'choose', { user_id: '789' })
    const asBea = await browser.press(await browser.press(asAna, 'switch_user'), 'choose', { user_id: '2' })
    for (const stale of [signIn, asAna]) {
      const shown = await browser.press(stale, 'allow')
      expect(shown.response.status).toBe(403)
      expect(shown.html).toContain(`href="/auth?${authorizeQuery().replaceAll('&', '&amp;')}"`)
    }
    expect(emulator.stats.authorize).toBe(0)
    expect((await browser.press(asBea, 'allow')).returned.code).toBeDefined()
  })
})

describe('every page', () => {
  const policyOf = (response: Response) =>
    Object.fromEntries(
      (response.headers.get('content-security-policy') ?? '').split('; ').map(directive => {
        const [name = '', ...values] = directive.split(' ')
        return [name, values.join(' ')]
      }),
    )

  it('runs no script, loads nothing, and is neither kept nor framed', async () => {
    const { browser } = setUp()
    const signIn = await browser.open(authorizeQuery())
    const consent = await browser.press(signIn, 'choose', { user_id: '789' })
    const stale = await browser.press(signIn, 'choose')
    const error = await browser.open(authorizeQuery({ client_id: 'nobody' }))
    for (const { response, html } of [signIn, consent, stale, error]) {
      const [, style = ''] = /<style>(.*?)<\/style>/s.exec(html) ?? []
      const hash = createHash('sha256').update(style).digest('base64')
      expect(policyOf(response)).toMatchObject({
        'default-src': "'none'",
        'img-src': 'data:',
        'style-src': `'sha256-${hash}'`,
        'frame-ancestors': "'none'",
        'base-uri': "'none'",
      })
      expect(html).not.toMatch(/<script| style=| on\w+=|javascript:/i)
      expect(html).toMatch(/^<!DOCTYPE html>\n<html lang="en">/)
      expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
      expect(style).toContain('prefers-color-scheme: dark')
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'text/html;charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
    }
  })

  it('lets its forms lead to itself and the application, where it has forms', async () => {
    const { browser } = setUp()
    const signIn = await browser.open(authorizeQuery())
    expect(policyOf(signIn.response)['form-action']).toBe("'self' https://app.emulator.example")
    const error = await browser.open(authorizeQuery({ client_id: 'nobody' }))
    expect(policyOf(error.response)['form-action']).toBe("'none'")
  })

  it('shows names as text', async () => {
    const odd = `<script>"'&`
    const { browser } = setUp({
      seed: {
        users: [{ id: 1, first_name: odd, email: odd }],
        oauthClientApps: [
          { client_guid: APP.client_id, redirect_uri: CALLBACK, display_name: odd, description: odd },
        ],
      },
    })
    const signIn = await browser.open(authorizeQuery())
    const consent = await browser.press(signIn, 'choose', { user_id: '1' })
    for (const { html } of [signIn, consent]) {
      expect(html).not.toContain('<script')
      expect(html).toContain('&lt;script&gt;&quot;&#39;&amp;')
    }
  })

  it('sets a cookie that scripts, other sites and other paths do not get', async () => {
    const { emulator } = setUp()
    const url = (scheme: string) => `${scheme}://looker.test/auth?${authorizeQuery()}`
    const cookie = async (scheme: string) => (await emulator.fetch(url(scheme))).headers.get('set-cookie')
    expect(await cookie('http')).toMatch(
      /^looker_emulator_[A-Za-z0-9]{8}=[A-Za-z0-9]{40}; Path=\/auth; HttpOnly; SameSite=Lax$/,
    )
    expect(await cookie('https')).toMatch(/; HttpOnly; Secure; SameSite=Lax$/)
  })
})

describe('a fault on the pages', () => {
  it('meets them as it meets the API', async () => {
    const { emulator, browser } = setUp()
    emulator.faults.add({ match: { method: 'GET', path: '/auth' }, status: 503 })
    expect((await browser.open(authorizeQuery())).response.status).toBe(503)
    const signIn = await browser.open(authorizeQuery())
    emulator.faults.add({ match: { method: 'POST', path: '/auth' }, drop: 'after' })
    await expect(browser.post(signIn, 'choose', { user_id: '789' })).rejects.toThrow(TypeError)
    expect(emulator.stats).toMatchObject({ sign_in: 1, faulted: 2 })
  })
})
