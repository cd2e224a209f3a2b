import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createEmulator, type EmulatorOptions } from '../src/index'
import { APP, Browser, codeFor, tokenAnswer } from './browser'
import { ADMIN, FORM, ORIGIN } from './client'

/** What the tests look at in the answers. */
interface Json {
  readonly documentation_url: string
  readonly redirect_uri: string
  readonly info: Readonly<Record<string, string>>
}

const setUp = (options: EmulatorOptions = {}) => {
  const emulator = createEmulator({ options })
  const fetch = (path: string, init?: RequestInit) => emulator.fetch(new URL(path, ORIGIN), init)
  const json = async (path: string, init?: RequestInit): Promise<[number, Json]> => {
    const response = await fetch(path, init)
    return [response.status, (await response.json()) as Json]
  }
  return { emulator, fetch, json }
}

const grant = async (answer: Promise<Response>) => (await tokenAnswer(await answer)).accessToken

interface SwaggerOperation {
  readonly operationId: string
  readonly parameters: readonly { name: string; in: string }[]
}
interface Swagger {
  readonly basePath: string
  readonly paths: Record<string, Record<string, SwaggerOperation>>
}

describe('the Ruby SDK', () => {
  /** Its API endpoint ends in a slash, and it appends `/login` and `/logout` to that. */
  it.each(['3.1', '4.0'])('signs in and out on %s, with a double slash inside the path', async version => {
    const { emulator, fetch } = setUp()
    const query = `${encodeURIComponent('header[Content-Type]')}=${encodeURIComponent(FORM['content-type'])}`
    const body = new URLSearchParams(ADMIN).toString()
    const init = { method: 'POST', headers: FORM, body }
    const token = await grant(fetch(`/api/${version}//login?${query}`, init))
    const headers = { authorization: `token ${token}` }
    expect((await fetch(`/api/${version}//logout`, { method: 'DELETE', headers })).status).toBe(204)
    expect(emulator.stats).toMatchObject({ login: 1, logout: 1, live_tokens: 0, max_concurrent_logins: 1 })
  })

  it.each(['3.0', '3.1', '4.0'])('makes its methods from the swagger.json of %s', async version => {
    const { fetch, json } = setUp()
    const swagger = (await (await fetch(`/api/${version}/swagger.json`)).json()) as Swagger
    const operations = Object.entries(swagger.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, info]) => ({ method, route: swagger.basePath + path, info })),
    )
    const call = (id: string, args: string[], authorization: string) => {
      const operation = operations.find(({ info }) => info.operationId === id)
      const names = operation?.info.parameters.filter(parameter => parameter.in === 'path') ?? []
      const route = names.reduce(
        (path, { name }, index) => path.replace(`{${name}}`, args[index] ?? ''),
        operation?.route ?? id,
      )
      return json(route, { method: operation?.method.toUpperCase() ?? 'GET', headers: { authorization } })
    }
    const login = { method: 'POST', headers: FORM, body: new URLSearchParams(ADMIN).toString() }
    const authorization = `token ${await grant(fetch(`/api/${version}/login`, login))}`
    expect(await call('me', [], authorization)).toMatchObject([200, { display_name: 'Ada Admin' }])
    expect(await call('user', ['789'], authorization)).toMatchObject([200, { first_name: 'Ana' }])
    expect(await call('user_roles', ['789'], authorization)).toMatchObject([200, [{ name: 'User' }]])
    expect(await call('login_user', ['789'], authorization)).toMatchObject([200, { token_type: 'Bearer' }])
    expect(await call('versions', [], authorization)).toMatchObject([
      200,
      { looker_release_version: '23.14' },
    ])
  })
})

describe('the Python SDK', () => {
  const authorize = (verifier: string) =>
    new URLSearchParams({
      response_type: 'code',
      ...APP,
      scope: 'cors_api',
      state: 'a state',
      code_challenge_method: 'S256',
      code_challenge: createHash('sha256').update(verifier).digest('hex'),
    }).toString()

  /** Its transport sends JSON as bytes, without a Content-Type. */
  const bytes = (value: object) => ({
    method: 'POST',
    body: new TextEncoder().encode(JSON.stringify(value)),
  })

  it('signs a person in by OAuth, renews and signs out', async () => {
    const { emulator, fetch } = setUp()
    const verifier = randomBytes(32).toString('base64url')
    const code = await codeFor(
      new Browser((url, init) => emulator.fetch(url, init)),
      789,
      authorize(verifier),
    )
    const exchange = { ...APP, code, code_verifier: verifier, grant_type: 'authorization_code' }
    const first = await tokenAnswer(await fetch('/api/token', bytes(exchange)))
    expect(first.body).toMatchObject({ token_type: 'Bearer' })
    const renewal = { ...APP, refresh_token: first.refreshToken, grant_type: 'refresh_token' }
    const renewed = await tokenAnswer(await fetch('/api/token', bytes(renewal)))
    const headers = { authorization: `Bearer ${renewed.accessToken}` }
    expect((await fetch('/api/4.0/user', { headers })).status).toBe(200)
    expect((await fetch('/api/logout', { method: 'DELETE', headers })).status).toBe(204)
    expect((await fetch('/api/4.0/user', { headers })).status).toBe(401)
    expect(emulator.stats).toMatchObject({ token_code: 1, token_refresh: 1, logout: 1 })
  })

  it('is refused for a verifier that does not match its hexadecimal challenge', async () => {
    const { emulator, fetch } = setUp()
    const browser = new Browser((url, init) => emulator.fetch(url, init))
    const code = await codeFor(browser, 789, authorize('one'))
    const exchange = { ...APP, code, code_verifier: 'another', grant_type: 'authorization_code' }
    const { status, body } = await tokenAnswer(await fetch('/api/token', bytes(exchange)))
    expect([status, body.error]).toEqual([400, 'invalid_grant'])
  })

  it('is sent back from /auth where hexChallenge is false', async () => {
    const { emulator } = setUp({ hexChallenge: false })
    const browser = new Browser((url, init) => emulator.fetch(url, init))
    const { returned } = await browser.open(authorize('one'))
    expect(returned).toMatchObject({
      error: 'invalid_request',
      error_description: 'code_challenge must be a SHA-256 in base64url',
    })
  })

  it('reads status and operation from the documentation_url of an error', async () => {
    const { json } = setUp()
    const pattern =
      /(https:\/\/docs\.looker\.com\/r\/err\/|https:\/\/cloud\.google\.com\/looker\/docs\/r\/err\/)(.*)\/(\d{3})(.*)/
    const [, body] = await json('/api/4.0/login', { method: 'POST', headers: FORM, body: 'client_id=x' })
    const [, , version, status, operation] = pattern.exec(body.documentation_url) ?? []
    expect([version, status, operation]).toEqual(['4.0', '404', '/post/login'])
  })
})

describe('the Looker command line', () => {
  const CLI = { client_id: 'com.looker.cli', redirect_uri: 'http://127.0.0.1:7777' }

  it.each([
    ['23.14', undefined],
    ['26.8', undefined],
    ['26.10', 'http://127.0.0.1:7777'],
    ['26.12', 'http://127.0.0.1:7777'],
    ['27.0', 'http://127.0.0.1:7777'],
  ])('finds the release %s in swagger.json, and its app registered at %s', async (release, redirectUri) => {
    const { emulator, json } = setUp({ release })
    const [, swagger] = await json('/api/4.0/swagger.json')
    expect(swagger.info['x-looker-release-version']).toBe(release)
    const login = { method: 'POST', headers: FORM, body: new URLSearchParams(ADMIN).toString() }
    const token = await grant(emulator.fetch(`${ORIGIN}/api/4.0/login`, login))
    const headers = { authorization: `token ${token}` }
    const [, app] = await json(`/api/4.0/oauth_client_apps/${CLI.client_id}`, { headers })
    expect(app.redirect_uri).toBe(redirectUri)
  })

  it('signs a person in, without a state', async () => {
    const { emulator, fetch } = setUp({ release: '26.12' })
    const verifier = randomBytes(32).toString('base64url')
    const query = new URLSearchParams({
      ...CLI,
      response_type: 'code',
      scope: 'cors_api',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const browser = new Browser((url, init) => emulator.fetch(url, init))
    const code = await codeFor(browser, 789, query.toString())
    const exchange = { ...CLI, grant_type: 'authorization_code', code, code_verifier: verifier }
    const headers = { 'content-type': 'application/json' }
    const answer = fetch('/api/token', { method: 'POST', headers, body: JSON.stringify(exchange) })
    expect((await tokenAnswer(await answer)).status).toBe(200)
  })
})
