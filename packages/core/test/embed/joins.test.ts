import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../src/index.js'
import { ana, driven, embedApplication, keys } from './application.js'
import { type FakeLooker, fakeLooker, json, type Seen } from './looker.js'

const over = { session_reference_token_ttl: 0 }
const isJoin = ({ path, body }: Seen) => path === 'acquire' && body.session_reference_token !== undefined

describe('a page that joins an embed session', () => {
  it.each([
    [404, { message: 'Session not found' }],
    [404, {}],
    [410, {}],
    [422, { message: 'Validation Failed' }],
    [403, { message: 'Forbidden' }],
    [500, {}],
  ])('gets a new session where Looker answers %i %j to the join', async (status, said) => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    await app.acquire()
    looker.meanwhile = seen => (isJoin(seen) ? json(said, status) : undefined)
    expect((await driven(looker, app.acquire())).status).toBe(200)
    expect(looker.references).toHaveLength(2)
    expect([...looker.living.keys()]).toEqual([looker.references[1]])
  })

  it.each([
    [404, { message: 'Session not found' }],
    [410, {}],
  ])('hears that its session has ended where Looker answers %i %j to a PUT', async (status, said) => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const { body } = await app.acquire()
    looker.meanwhile = () => json(said, status)
    expect(await app.generate(body)).toMatchObject({ status: 200, body: over })
  })

  it('waits for no other one that joins', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    await app.acquire()
    const took = await timeOf(looker, 2000, () => Promise.all(times(20, () => app.acquire())))
    expect(took.answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(took.ms).toBeLessThan(3000)
    const [, ...pages] = took.answers
    for (const { body } of pages.slice(0, 3))
      expect((await app.generate(body)).body).toHaveProperty('api_token')
  })

  it('waits for the one that makes the session, and then for no other one', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const took = await timeOf(looker, 2000, () => Promise.all(times(20, () => app.acquire())))
    expect(took.answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(took.ms).toBeLessThan(5000)
    expect(looker.references).toHaveLength(1)
  })

  it('joins a session however little is left of it', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    app.signedIn.set('a', { ...ana, user: { ...ana.user, sessionLength: 20 } })
    const first = await app.acquire()
    looker.clock.jumpWall(19_000)
    await app.acquire()
    expect(looker.references).toHaveLength(1)
    expect((await app.generate(first.body)).body).toHaveProperty('api_token')
  })
})

describe('the user of an embed session', () => {
  const richer = { ...ana, user: { ...ana.user, permissions: ['see_looks', 'explore'] } }

  // @promise embed-tokens-of-their-user
  it('gets no new tokens of a session that began with other permissions', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    app.signedIn.set('a', richer)
    const { body } = await app.acquire()
    app.signedIn.set('a', ana)
    expect(await app.generate(body)).toMatchObject({ status: 200, body: over })
    expect(looker.to('generate_tokens')).toEqual([])
    const next = await app.acquire()
    expect((await app.generate(next.body)).body).toHaveProperty('api_token')
  })

  it('gets none of a session of other credentials, either', async () => {
    const looker = fakeLooker()
    const options = { store: memoryStore({ clock: looker.clock }), encrypt: keys }
    const { body } = await embedApplication(looker, options).acquire()
    const other = fakeLooker(looker.clock, 'other')
    expect((await embedApplication(other, options).generate(body)).body).toEqual(over)
    expect(other.to('generate_tokens')).toEqual([])
  })

  // @promise embed-tokens-of-their-user
  it('gets a session as they are described in the end, where that changed while it was made', async () => {
    const looker = fakeLooker()
    const said = [richer]
    const app = embedApplication(looker, { embedUserFor: () => said.shift() ?? ana })
    const { status, body } = await app.acquire()
    expect(status).toBe(200)
    expect(looker.to('acquire').map(({ body }) => body.permissions)).toEqual([
      richer.user.permissions,
      ana.user.permissions,
    ])
    expect([...looker.living.keys()]).toEqual([looker.references[1]])
    expect((await app.generate(body)).body).toHaveProperty('api_token')
  })

  it('gets no session where the description is never the same, and onError hears why', async () => {
    const looker = fakeLooker()
    let count = 0
    const embedUserFor = () => ({ ...ana, user: { ...ana.user, userAttributes: { at: ++count } } })
    const app = embedApplication(looker, { embedUserFor })
    expect(await app.acquire()).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } })
    expect(app.errors).toMatchObject([
      { code: 'configuration', message: expect.stringContaining('each time') },
    ])
    expect(looker.living.size).toBe(0)
  })

  it.each([
    ['another application session', { ...ana, sessionId: 'ana-2' }],
    ['another user', { ...ana, user: { ...ana.user, externalUserId: 'bea' } }],
  ])('gets no session where the request is of %s in the end', async (_, after) => {
    const looker = fakeLooker()
    const said = [ana]
    const app = embedApplication(looker, { embedUserFor: () => said.shift() ?? after })
    expect(await app.acquire()).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } })
    expect(looker.living.size).toBe(0)
  })

  it('keeps the session whose page went away while it was made, for the next one', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const page = new AbortController()
    looker.meanwhile = () => void page.abort()
    await app.acquire({}, page.signal)
    looker.meanwhile = () => undefined
    expect((await app.acquire()).status).toBe(200)
    expect(looker.references).toHaveLength(1)
  })

  it('gets no session where embedUserFor fails in the end', async () => {
    const looker = fakeLooker()
    const said = [ana]
    const embedUserFor = () => {
      const next = said.shift()
      if (next === undefined) throw new Error('database down')
      return next
    }
    const app = embedApplication(looker, { embedUserFor })
    expect((await app.acquire()).status).toBe(503)
    expect(looker.living.size).toBe(0)
  })
})

function times<T>(count: number, work: () => T): T[] {
  return Array.from({ length: count }, work)
}

/** How long work took, where each acquire takes so many milliseconds. */
async function timeOf<T>(looker: FakeLooker, acquireMs: number, work: () => Promise<T>) {
  const startMs = looker.clock.monotonic()
  looker.meanwhile = ({ path }) => {
    if (path !== 'acquire') return undefined
    return new Promise(resolve => looker.clock.setTimer(() => resolve(undefined), acquireMs))
  }
  const answers = await driven(looker, work())
  return { answers, ms: looker.clock.monotonic() - startMs }
}
