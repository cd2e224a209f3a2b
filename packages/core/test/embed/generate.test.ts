import { describe, expect, it } from 'vitest'
import { ana, appOrigin, driven, embedApplication } from './application.js'
import { fakeLooker, json } from './looker.js'

const pageFields = [
  'api_token',
  'api_token_ttl',
  'navigation_token',
  'navigation_token_ttl',
  'session_reference_token_ttl',
]
const over = { session_reference_token_ttl: 0 }

describe('PUT of an embed endpoint', () => {
  it('answers new tokens, again and again, also for tokens whose answer the page has lost', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const first = await app.acquire()
    const second = await app.generate(first.body)
    expect(Object.keys(second.body).sort()).toEqual(pageFields)
    const [again, third] = [await app.generate(first.body), await app.generate(second.body)]
    for (const { status, body } of [again, third])
      expect([status, typeof body.api_token]).toEqual([200, 'string'])
    expect(looker.to('generate_tokens').map(one => one.userAgent)).toEqual(Array(3).fill('Browser/1'))
  })

  it('takes tokens that expired while the machine slept, but none that were used before', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const first = await app.acquire()
    const second = await app.generate(first.body)
    looker.clock.jumpWall(601_000)
    expect((await app.generate(second.body)).body).toHaveProperty('api_token')
    expect((await app.generate(first.body)).body).toEqual(over)
  })

  // @promise embed-tokens-of-their-page
  it('says that the session has ended, for tokens of another user, session or browser, or of none', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    app.signedIn.set('b', { sessionId: 'bea-1', user: { externalUserId: 'bea' } })
    app.signedIn.set('a2', { ...ana, sessionId: 'ana-2' })
    const [own, others] = [await app.acquire(), await app.acquire({ cookie: 'b' })]
    const asks = [
      app.generate(others.body),
      app.generate(own.body, { cookie: 'a2' }),
      app.generate(own.body, { cookie: 'b' }),
      app.generate(own.body, { 'user-agent': 'Browser/2' }),
      app.generate(own.body, { 'user-agent': undefined }),
      app.generate({ ...own.body, api_token: others.body.api_token }),
      app.generate({ api_token: 'made up', navigation_token: 'made up' }),
    ]
    for (const { status, body } of await Promise.all(asks)) expect([status, body]).toEqual([200, over])
    expect(looker.to('generate_tokens')).toEqual([])
  })

  it('says so too where Looker does', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const { body } = await app.acquire()
    looker.living.clear()
    expect(await app.generate(body)).toMatchObject({ status: 200, body: over })
  })

  it('tries again after 429, 503 and a dropped connection, for as long as Looker asks', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const { body } = await app.acquire()
    const troubles = [
      () => json({}, 429, { 'retry-after': '3' }),
      () => json({}, 503),
      () => Promise.reject(new TypeError('fetch failed')),
    ]
    looker.meanwhile = () => troubles.shift()?.()
    const startMs = looker.clock.monotonic()
    const answer = await driven(looker, app.generate(body))
    expect(answer).toMatchObject({ status: 200, body: { api_token_ttl: 600 } })
    expect(looker.clock.monotonic() - startMs).toBeGreaterThanOrEqual(3000)
    expect(looker.to('generate_tokens')).toHaveLength(4)
    expect(app.errors).toEqual([])
  })

  it('refuses what is not a pair of tokens', async () => {
    const app = embedApplication(fakeLooker())
    for (const body of [{}, { api_token: 'x' }, [], { api_token: 'x', navigation_token: 5 }]) {
      const { status, body: said } = await app.ask('PUT', body, { origin: appOrigin })
      expect([status, said.error?.code]).toEqual([400, 'request_refused'])
    }
    const long = { api_token: 'x'.repeat(70_000), navigation_token: 'x' }
    expect((await app.ask('PUT', long, { origin: appOrigin })).status).toBe(400)
  })
})
