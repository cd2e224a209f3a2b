import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { createEmulator, type Emulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { embedEndpointListener } from '../../src/embed-endpoint/index'
import {
  createEmbedEndpoint,
  createSession,
  type EmbedApplicationSession,
  type EmbedEndpoint,
  nodeFetch,
  type Session,
  type SessionEvent,
  signedEmbedUrl,
} from '../../src/index'

const path = '/api/4.0/embed/cookieless_session'
const over = { session_reference_token_ttl: 0 }
const ana: EmbedApplicationSession = {
  sessionId: 'ana-1',
  user: { externalUserId: 'ana', permissions: ['see_looks'], sessionLength: 3600 },
}

type Body = Record<string, unknown> & { readonly error?: { readonly code: string } }

let emulator: Emulator
let looker: EmulatorServer
let session: Session
let endpoint: EmbedEndpoint
let app: Server
let url: string
let signedIn: Record<string, EmbedApplicationSession>
let errors: unknown[]
let events: SessionEvent[]
let answers: string[]
/** What Looker gave out that no page may have. */
let references: string[]

beforeEach(async () => {
  emulator = createEmulator()
  looker = await emulator.listen()
  ;[errors, events, answers, references] = [[], [], [], []]
  signedIn = { ana, bea: { sessionId: 'bea-1', user: { externalUserId: 'bea' } } }
  const key = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }
  const send = nodeFetch()
  session = createSession({
    baseUrl: looker.url,
    ...key,
    env: {},
    onEvent: event => void events.push(event),
    async fetch(input, init) {
      const response = await send(input, init)
      const said = await response.clone().text()
      references.push(
        ...[...said.matchAll(/"session_reference_token":"([^"]+)"/g)].map(([, token = '']) => token),
      )
      return response
    },
  })
  endpoint = createEmbedEndpoint({
    session,
    embedDomain: 'https://app.example.com',
    embedUserFor: request => signedIn[request.headers.get('cookie') ?? ''] ?? null,
    onError: error => void errors.push(error),
  })
  app = createServer(embedEndpointListener(endpoint))
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(app.address() as AddressInfo).port}`
})

afterEach(async () => {
  app.closeAllConnections()
  await new Promise(resolve => app.close(resolve))
  await session.close()
  await looker.close()
  const shown = [...answers, inspect([errors, events], { depth: 9, showHidden: true })].join('\n')
  expect(references).not.toEqual([])
  for (const reference of references) expect(shown).not.toContain(reference)
})

async function ask(method: string, headers: Record<string, string>, body?: unknown) {
  const usual = { cookie: 'ana', 'user-agent': 'Browser/1', 'sec-fetch-site': 'same-origin' }
  const init = { method, headers: { ...usual, ...headers } }
  const response = await fetch(`${url}/embed`, {
    ...init,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  answers.push(text)
  return { status: response.status, body: JSON.parse(text) as Body }
}

const acquire = (headers: Record<string, string> = {}) => ask('GET', headers)
const generate = ({ api_token, navigation_token }: Body, headers: Record<string, string> = {}) =>
  ask('PUT', { origin: url, ...headers }, { api_token, navigation_token })

describe('an embed endpoint on Node’s http', () => {
  it('joins one session, and sends the browser’s User-Agent along, which binds it', async () => {
    const [first, second] = [await acquire(), await acquire()]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(first.body.authentication_token).not.toBe(second.body.authentication_token)
    expect(emulator.stats).toMatchObject({ embed_sessions: 1, embed_joins: 1 })
    const [seen] = emulator.requests.filter(request => request.path.endsWith('/acquire'))
    expect(seen?.headers['user-agent']).toBe('Browser/1')
  })

  it('gives a replayed acquire tokens that open one page each, and none without the cookie or in another browser', async () => {
    const { body: first } = await acquire()
    const { body: replayed } = await acquire()
    const open = async (
      { authentication_token, navigation_token }: Body,
      userAgent = 'Browser/1',
    ): Promise<number> => {
      const target = `/embed/dashboards/1?embed_navigation_token=${navigation_token}`
      const entry = `${looker.url}/login/embed/${encodeURIComponent(target)}?embed_authentication_token=${authentication_token}`
      return (await fetch(entry, { headers: { 'user-agent': userAgent }, redirect: 'manual' })).status
    }
    expect([await open(first), await open(first), await open(replayed)]).toEqual([302, 401, 302])
    expect(await open((await acquire()).body, 'Browser/2')).toBe(403)
    expect((await acquire({ cookie: '' })).status).toBe(401)
    expect(emulator.stats).toMatchObject({ embed_sessions: 1, embed_joins: 2 })
  })

  // @promise embed-tokens-of-their-page
  it('gives new tokens for those of the page, and none for those of another user or browser', async () => {
    const [own, others] = [await acquire(), await acquire({ cookie: 'bea' })]
    const next = await generate(own.body)
    expect(next.body).toMatchObject({ api_token_ttl: 600, session_reference_token_ttl: 3600 })
    expect((await generate(next.body)).body).toHaveProperty('api_token')
    const count = emulator.stats.embed_generates
    expect(await generate(others.body)).toEqual({ status: 200, body: over })
    expect(await generate(own.body, { cookie: 'bea' })).toEqual({ status: 200, body: over })
    expect(await generate(own.body, { 'user-agent': 'Browser/2' })).toEqual({ status: 200, body: over })
    expect(emulator.stats.embed_generates).toBe(count)
  })

  it('answers no page of another origin', async () => {
    await acquire()
    for (const headers of [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }]) {
      const { status, body } = await acquire(headers)
      expect([status, body.error?.code]).toEqual([403, 'request_refused'])
    }
    expect(emulator.stats).toMatchObject({ embed_sessions: 1, embed_joins: 0 })
  })

  it('makes a new session for a changed user, which ends the old one', async () => {
    const { body } = await acquire()
    signedIn.ana = { ...ana, user: { ...ana.user, permissions: ['see_looks', 'explore'] } }
    expect(await generate(body)).toEqual({ status: 200, body: over })
    expect((await acquire()).status).toBe(200)
    expect(emulator.stats).toMatchObject({ embed_sessions: 2, embed_joins: 0, live_embed_sessions: 1 })
    expect(await generate(body)).toEqual({ status: 200, body: over })
  })

  it('goes on after 429 and a dropped connection while a page asks for new tokens', async () => {
    const { body } = await acquire()
    const match = { method: 'PUT', path: `${path}/generate_tokens` }
    emulator.faults.add({ match, status: 429, retryAfter: 0 })
    emulator.faults.add({ match, drop: true })
    emulator.faults.add({ match, drop: 'body' })
    expect((await generate(body)).body).toHaveProperty('api_token')
    expect(errors).toEqual([])
  })

  // @promise embed-pages-survive-failures
  it('gives a page its own tokens once more while Looker refuses new ones', async () => {
    const { body } = await acquire()
    const match = { method: 'PUT', path: `${path}/generate_tokens` }
    emulator.faults.add({ match, status: 403, times: 'always' })
    const { api_token, navigation_token } = body
    const same = { api_token, navigation_token, api_token_ttl: 30 }
    expect(await generate(body)).toMatchObject({ status: 200, body: same })
    expect(errors).toMatchObject([{ code: 'request_refused', status: 403 }])
    emulator.faults.clear()
    expect((await generate(body)).body).toMatchObject({ api_token_ttl: 600 })
  })

  it('says that the session has ended, once its time is over, and then makes another one', async () => {
    const { body } = await acquire()
    emulator.clock.advance(3_600_001)
    expect((await generate(body)).body).toEqual(over)
    expect((await acquire()).body).toHaveProperty('session_reference_token_ttl', 3600)
    expect(emulator.stats).toMatchObject({ embed_sessions: 2, live_embed_sessions: 1 })
  })

  // @promise sign-out-ends-embed-sessions
  it('ends what an acquire under way makes, when the application’s session is signed out', async () => {
    await acquire()
    await endpoint.signOut(ana)
    emulator.faults.add({ match: { path: `${path}/acquire` }, answerDelayMs: 300 })
    const acquiring = acquire()
    await expect.poll(() => emulator.stats.embed_sessions).toBe(2)
    await endpoint.signOut(ana)
    expect(await acquiring).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } })
    expect(emulator.stats.live_embed_sessions).toBe(0)
  })

  it('signs out at once, and again where Looker could not be reached', async () => {
    await acquire()
    emulator.faults.add({ match: { method: 'DELETE', path: `${path}/*` }, times: 'always', status: 403 })
    expect(await endpoint.signOut(ana)).toEqual({ revoked: false })
    expect(errors).toMatchObject([{ code: 'request_refused', status: 403 }])
    emulator.faults.clear()
    expect(await endpoint.signOut(ana)).toEqual({ revoked: true })
    expect(emulator.stats.live_embed_sessions).toBe(0)
  })

  it('gives out signed URLs', async () => {
    await acquire()
    const targetUrl = `${looker.url}/embed/dashboards/1`
    const urls = [
      await signedEmbedUrl(session, { targetUrl, user: { externalUserId: 'ana' } }),
      await signedEmbedUrl(session, { targetUrl }),
    ]
    for (const url of urls) expect(new URL(url).origin).toBe(looker.url)
    const error = await signedEmbedUrl(session, { targetUrl: 'https://other.test/embed/x' }).catch(
      error => error,
    )
    expect(error).toMatchObject({ code: 'request_refused' })
  })
})
