import { createHash, randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { createEmulator, type EmulatorOptions, type EmulatorServer } from '../../src/index'
import { Browser, codeFor } from '../browser'
import { goSdk, goTokenRequest } from './go-sdk'
import { apache, javaNet, kotlinSdk, kotlinTokenRequest } from './kotlin-sdk'
import { type RawRequest, sendRaw } from './raw-request'
import { swiftSdk, swiftTokenRequest } from './swift-sdk'

let server: EmulatorServer | undefined
afterEach(() => server?.close())

const APP = { client_id: 'my app', redirect_uri: 'http://localhost:8080/callback' }

async function setUp(options: EmulatorOptions = {}) {
  const emulator = createEmulator({ options: { release: '26.12', ...options } })
  const { client_id: client_guid, redirect_uri } = APP
  emulator.oauthClientApps.add({ client_guid, redirect_uri, display_name: 'My app' })
  server = await emulator.listen()
  const { url } = server
  const { host } = new URL(url)
  const json = async (request: RawRequest) => {
    const { status, body } = await sendRaw(url, request)
    return { status, body: JSON.parse(body) as Record<string, unknown> }
  }
  const userOf = async (request: RawRequest) => (await json(request)).body.id
  const codeOf = (query: Record<string, string>) =>
    codeFor(new Browser(fetch, url), 789, new URLSearchParams({ ...APP, ...query }).toString())
  return { emulator, url, host, json, userOf, codeOf }
}

/** What all three send to /auth. */
const asked = (challenge: string) => ({
  response_type: 'code',
  scope: 'cors_api',
  state: 'a state',
  code_challenge: challenge,
  code_challenge_method: 'S256',
})
const sha256 = (text: string) => createHash('sha256').update(text).digest()
/** Swift and Java keep the padding of base64url. */
const padded = (bytes: Buffer) => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_')

describe.each([
  ['Swift', swiftTokenRequest, swiftSdk],
  [
    "Kotlin, with Java's HTTP client",
    (host: string, fields: Record<string, string>) => kotlinTokenRequest(javaNet, host, fields),
    kotlinSdk(javaNet),
  ],
  [
    "Kotlin, with Apache's HTTP client",
    (host: string, fields: Record<string, string>) => kotlinTokenRequest(apache, host, fields),
    kotlinSdk(apache),
  ],
])('the OAuth session of the official SDK for %s', (_, tokenRequest, sdk) => {
  it('signs a person in, renews and signs out', async () => {
    const { emulator, url, host, json, userOf, codeOf } = await setUp()
    const code_verifier = padded(randomBytes(32))
    const code = await codeOf(asked(padded(sha256(code_verifier))))
    const first = await json(
      tokenRequest(host, { grant_type: 'authorization_code', code, code_verifier, ...APP }),
    )
    expect(first).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
    const refresh_token = String(first.body.refresh_token)
    const renewed = await json(tokenRequest(host, { grant_type: 'refresh_token', refresh_token, ...APP }))
    const token = String(renewed.body.access_token)
    expect(await userOf(sdk.me(host, token))).toBe('789')
    expect((await sendRaw(url, sdk.logout(host, token))).status).toBe(204)
    expect(emulator.stats).toMatchObject({ token_code: 1, token_refresh: 1, logout: 1, refused: 0 })
    expect(JSON.stringify(emulator.requests)).not.toContain(code_verifier)
  })
})

describe('the OAuth session of the official SDK for Go', () => {
  /** 96 random bytes: 128 characters. */
  const verifier = () => randomBytes(96).toString('base64url')
  const query = (code_verifier: string) => ({
    access_type: 'offline',
    ...asked(sha256(code_verifier).toString('base64url')),
  })

  it('signs a person in, once it names its client in the form, and renews', async () => {
    const { emulator, host, json, userOf, codeOf } = await setUp({ hexVerifier: false })
    const code_verifier = verifier()
    const code = await codeOf(query(code_verifier))
    const { client_id, redirect_uri } = APP
    const fields = { grant_type: 'authorization_code', code, code_verifier, redirect_uri }
    expect(await json(goTokenRequest(host, client_id, fields, 'header'))).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: 'client_id missing' },
    })
    const first = await json(goTokenRequest(host, client_id, fields, 'form'))
    expect(first.status).toBe(200)
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) }
    const renewed = await json(goTokenRequest(host, client_id, refresh, 'form'))
    expect(await userOf(goSdk.me(host, String(renewed.body.access_token)))).toBe('789')
    expect(emulator.stats).toMatchObject({ token_code: 1, token_refresh: 1, refused: 1 })
  })

  it('is refused where a verifier of 128 characters is mistaken for hexadecimal', async () => {
    const { host, json, codeOf } = await setUp()
    const code_verifier = verifier()
    const code = await codeOf(query(code_verifier))
    const { client_id, redirect_uri } = APP
    const fields = { grant_type: 'authorization_code', code, code_verifier, redirect_uri }
    expect(await json(goTokenRequest(host, client_id, fields, 'form'))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })
  })
})
