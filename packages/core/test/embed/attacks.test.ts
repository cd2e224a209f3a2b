import { describe, expect, it } from 'vitest'
import { memoryStore, type TokenStore } from '../../src/index.js'
import { type Answer, ana, embedApplication, keys } from './application.js'
import { fakeLooker } from './looker.js'

const many = 10_000
const over = { session_reference_token_ttl: 0 }

/** Counts answers by their status. */
function counted(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** A store that remembers how long the longest record was that it was given, in characters. */
function measured(inner: TokenStore): TokenStore & { longest: number } {
  return {
    longest: 0,
    load: key => inner.load(key),
    commit(key, record, version) {
      this.longest = Math.max(this.longest, record.value.length)
      return inner.commit(key, record, version)
    },
  }
}

describe('an embed endpoint that is attacked', () => {
  // @promise embed-endpoint-has-bounds
  it(`serves 1,000 of ${many} application sessions that ask at once, 64 at a time, and refuses the others`, async () => {
    const looker = fakeLooker()
    let [running, most] = [0, 0]
    looker.meanwhile = async () => {
      most = Math.max(most, ++running)
      await new Promise(resolve => setImmediate(resolve))
      running--
      return undefined
    }
    const app = embedApplication(looker, {
      embedUserFor: ({ headers }) => ({ sessionId: headers.get('cookie') ?? '', user: ana.user }),
    })
    const asks = Array.from({ length: many }, (_, at) => app.acquire({ cookie: `session-${at}` }))
    expect(counted(await Promise.all(asks))).toEqual({ 200: 1000, 503: many - 1000 })
    expect(looker.to('acquire')).toHaveLength(1000)
    expect(most).toBe(64)
    expect(app.refusals).toHaveLength(1)
    expect((await app.acquire({ cookie: `session-${many - 1}` })).status).toBe(200)
  })

  // @promise embed-endpoint-has-bounds
  it(`asks Looker 60 times a minute for an application session that replays its acquire as ${many} browsers`, async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const answers: Answer[] = []
    for (let at = 0; at < many; at++) answers.push(await app.acquire({ 'user-agent': `Browser/${at}` }))
    expect(counted(answers)).toEqual({ 200: 60, 429: many - 60 })
    expect(looker.to('acquire')).toHaveLength(60)
  })

  // @promise embed-endpoint-has-bounds
  it('keeps the record of an application session short, whatever browsers and renewals it has', async () => {
    const looker = fakeLooker()
    const store = measured(memoryStore({ clock: looker.clock }))
    const app = embedApplication(looker, { store, encrypt: keys, requestsPerMinute: many })
    for (let at = 0; at < 60; at++) await app.acquire({ 'user-agent': `Browser/${at}` })
    let { body } = await app.acquire()
    for (let at = 0; at < 200; at++) ({ body } = await app.generate(body))
    const longest = store.longest
    for (let at = 0; at < 300; at++) await app.acquire({ 'user-agent': `Browser/${at}` })
    for (let at = 0; at < 300; at++) ({ body } = await app.generate((await app.acquire()).body))
    expect(store.longest).toBeLessThan(1.2 * longest)
  })

  // @promise embed-tokens-of-their-page
  it(`asks Looker nothing for ${many} made-up or mixed pairs of tokens`, async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker, { requestsPerMinute: many })
    app.signedIn.set('b', { sessionId: 'bea-1', user: { externalUserId: 'bea' } })
    const [own, others] = [await app.acquire(), await app.acquire({ cookie: 'b' })]
    for (let at = 0; at < many; at++) {
      const api_token = at % 2 === 0 ? others.body.api_token : `guess-${at}`
      const { status, body } = await app.generate({ ...own.body, api_token })
      expect([status, body]).toEqual([200, over])
    }
    // Beyond the bound a page gets what it presents, and Looker hears nothing of it.
    const { api_token, navigation_token } = own.body
    expect((await app.generate(own.body)).body).toMatchObject({ api_token, navigation_token })
    expect(looker.to('generate_tokens')).toEqual([])
  })

  it('counts requests of one application session, also after it was signed out and begins again', async () => {
    const app = embedApplication(fakeLooker(), { requestsPerMinute: 2 })
    await app.acquire()
    await app.endpoint.signOut(ana)
    await app.acquire()
    expect((await app.acquire()).status).toBe(429)
  })

  it('gives nothing to an acquire that is replayed without the cookie, or after the sign-out', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const { body } = await app.acquire()
    expect((await app.acquire({ cookie: undefined })).status).toBe(401)
    app.signedIn.delete('a')
    await app.endpoint.signOut(ana)
    expect((await app.acquire()).status).toBe(401)
    expect((await app.generate(body)).status).toBe(401)
    expect(looker.to('acquire')).toHaveLength(1)
  })
})
