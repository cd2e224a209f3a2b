import { describe, expect, it } from 'vitest'
import { memoryStore, type TokenStore } from '../../src/index.js'
import { deferred } from '../../src/runtime/deferred.js'
import { ana, appOrigin, driven, embedApplication, keys } from './application.js'
import { fakeLooker, json } from './looker.js'

/** The page's own tokens, and when to ask again. */
function again({ api_token, navigation_token }: Record<string, unknown>) {
  return {
    api_token,
    api_token_ttl: 30,
    navigation_token,
    navigation_token_ttl: 30,
    session_reference_token_ttl: 30,
  }
}

const answers: [string, () => Response | Promise<Response>][] = [
  ['429 with a long Retry-After', () => json({}, 429, { 'retry-after': '60' })],
  ['403', () => json({ message: 'Forbidden' }, 403)],
  ['an HTML page', () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } })],
  ['a 404 of a proxy', () => new Response('<html></html>', { status: 404 })],
  ['{}', () => json({})],
  ['204', () => new Response(null, { status: 204 })],
  ['half of a JSON text', () => new Response('{"api_token":', { status: 200 })],
  ['no ttl', () => json({ session_reference_token_ttl: null })],
  ['a negative ttl', () => json({ session_reference_token_ttl: -1 })],
  ['nothing', () => new Promise(() => {})],
]

describe('PUT of an embed endpoint, where something fails', () => {
  // @promise embed-pages-survive-failures
  it.each(answers)(
    'answers the tokens of the page once more where Looker answers %s, until it answers again',
    async (_, trouble) => {
      const looker = fakeLooker()
      const app = embedApplication(looker)
      const { body } = await app.acquire()
      looker.meanwhile = trouble
      const startMs = looker.clock.monotonic()
      expect(await driven(looker, app.generate(body))).toMatchObject({ status: 200, body: again(body) })
      expect(looker.clock.monotonic() - startMs).toBeLessThanOrEqual(21_000)
      expect(app.errors).toHaveLength(1)
      looker.meanwhile = () => undefined
      expect((await app.generate(body)).body).toMatchObject({ api_token_ttl: 600 })
    },
  )

  it.each(answers.slice(2, 9))('tries again where Looker answers %s at first', async (_, trouble) => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const { body } = await app.acquire()
    const troubles = [trouble, trouble]
    looker.meanwhile = () => troubles.shift()?.()
    const answer = await driven(looker, app.generate(body))
    expect(answer.body).toMatchObject({ api_token_ttl: 600 })
    expect(app.errors).toEqual([])
  })

  it('does so where embedUserFor throws, and tells onError', async () => {
    const looker = fakeLooker()
    const failure = new Error('database down')
    let fails = false
    const embedUserFor = () => {
      if (fails) throw failure
      return ana
    }
    const app = embedApplication(looker, { embedUserFor, origins: ['https://b.test'] })
    const { body } = await app.acquire()
    fails = true
    const { headers, ...answer } = await app.generate(body, { origin: 'https://b.test' })
    expect(answer).toMatchObject({ status: 200, body: again(body) })
    expect(headers.get('access-control-allow-origin')).toBe('https://b.test')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(app.errors).toEqual([failure])
    expect((await app.acquire()).status).toBe(503)
  })

  it('does so for requests beyond its bounds, and tells onRefusal', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker, { requestsPerMinute: 2, requestsAtOnce: 10 })
    const { body } = await app.acquire()
    const all = await Promise.all([app.generate(body), app.generate(body)])
    expect(all.map(({ status }) => status)).toEqual([200, 200])
    expect(all[1]?.body).toEqual(again(body))
    await app.generate(body)
    const { headers, body: last } = await app.generate(body)
    expect([last, headers.get('retry-after')]).toEqual([again(body), null])
    expect(app.refusals.map(({ code }) => code)).toEqual(['rate_limited', 'rate_limited'])
    const full = embedApplication(looker, {
      requestsAtOnce: 1,
      embedUserFor: () => deferred<null>().promise,
    })
    void full.acquire()
    expect(await full.generate(body)).toMatchObject({ status: 200, body: again(body) })
  })

  it('does so where the store is slow, after 20 seconds', async () => {
    const looker = fakeLooker()
    const { clock } = looker
    const inner = memoryStore({ clock })
    let isSlow = false
    const slowly = async <T>(work: () => Promise<T>): Promise<T> => {
      const ready = deferred<void>()
      if (isSlow) clock.setTimer(() => ready.resolve(), 7900)
      else ready.resolve()
      await ready.promise
      return work()
    }
    const store: TokenStore = {
      load: key => slowly(() => inner.load(key)),
      commit: (key, record, version) => slowly(() => inner.commit(key, record, isSlow ? 'other' : version)),
    }
    const app = embedApplication(looker, { store, encrypt: keys })
    const { body } = await app.acquire()
    isSlow = true
    const startMs = clock.monotonic()
    expect((await driven(looker, app.generate(body))).body).toEqual(again(body))
    expect(clock.monotonic() - startMs).toBeLessThanOrEqual(21_000)
  })

  it('still refuses who is not signed in, pages of others, and what is no pair of tokens', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker, { requestsPerMinute: 1 })
    const { body } = await app.acquire()
    const put = (init: { body?: unknown; headers?: Record<string, string> }) =>
      app.ask('PUT', init.body ?? body, { origin: appOrigin, ...init.headers })
    expect((await put({ headers: { cookie: 'x' } })).status).toBe(401)
    expect((await put({ headers: { origin: 'https://evil.test' } })).status).toBe(403)
    expect((await put({ body: { api_token: 5 } })).status).toBe(400)
    expect((await put({ body: { api_token: 5 } })).status).toBe(429)
  })
})
