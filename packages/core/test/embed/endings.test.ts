import { describe, expect, it } from 'vitest'
import { createSession, memoryStore, type TokenStore } from '../../src/index.js'
import { deferred } from '../../src/runtime/deferred.js'
import { ana, driven, embedApplication, keys } from './application.js'
import { fakeLooker, json, type Seen } from './looker.js'

const refuseDeletes = ({ method }: Seen) => (method === 'DELETE' ? json({ message: 'no' }, 403) : undefined)

describe('what a sign-out says of the embed sessions', () => {
  it('counts none as dead of which Looker answers 400', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    await app.acquire()
    looker.meanwhile = ({ method }) =>
      method === 'DELETE' ? json({ message: 'Bad Request' }, 400) : undefined
    expect(await app.endpoint.signOut(ana)).toEqual({ revoked: false })
    looker.meanwhile = () => undefined
    expect(await app.endpoint.signOut(ana)).toEqual({ revoked: true })
    expect(looker.living.size).toBe(0)
  })

  it('counts none as dead that Looker does not know by credentials that were changed since', async () => {
    const looker = fakeLooker()
    let clientId = 'id'
    const session = createSession({
      baseUrl: 'https://looker.test',
      credentials: async () => ({ clientId, clientSecret: 'canary-secret' }),
      fetch: looker.fetch,
      clock: looker.clock,
    })
    const app = embedApplication(looker, { session })
    await app.acquire()
    clientId = 'changed'
    looker.meanwhile = ({ method }) => (method === 'DELETE' ? json({ message: 'Not found' }, 404) : undefined)
    expect(await app.endpoint.signOut(ana)).toEqual({ revoked: false })
    expect(looker.living.size).toBe(1)
  })

  it('forgets none: where too many wait for their end, no other one is made', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker, { requestsPerMinute: 1000 })
    looker.meanwhile = refuseDeletes
    const acquire = (count: number) => {
      app.signedIn.set('a', { ...ana, user: { externalUserId: `user-${count}`, sessionLength: 3600 } })
      return app.acquire()
    }
    const statuses: number[] = []
    for (let count = 0; count < 100; count++) statuses.push((await acquire(count)).status)
    expect(statuses).toEqual([...Array(60).fill(200), ...Array(40).fill(503)])
    expect(await app.endpoint.signOut(ana)).toEqual({ revoked: false })
    expect(looker.living.size).toBe(60)
    looker.meanwhile = () => undefined
    expect((await acquire(100)).status).toBe(200)
    expect(await app.endpoint.signOut(ana)).toEqual({ revoked: true })
    expect(looker.living.size).toBe(0)
  })

  it('says nothing of one that is being made, which the next sign-out ends if it could not be ended at once', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    await app.acquire({ 'user-agent': 'Browser/2' })
    const [arrived, goOn] = [deferred<void>(), deferred<void>()]
    looker.meanwhile = async ({ path }) => {
      if (path !== 'acquire') return undefined
      arrived.resolve()
      await goOn.promise
      return undefined
    }
    app.signedIn.set('a', { ...ana, user: { ...ana.user, externalUserId: 'bea' } })
    const acquiring = app.acquire()
    await arrived.promise
    const waiting = app.acquire()
    await looker.clock.advance(0)
    expect(await app.endpoint.signOut(ana)).toEqual({ revoked: false })
    looker.meanwhile = refuseDeletes
    goOn.resolve()
    expect([(await acquiring).status, (await waiting).status]).toEqual([401, 401])
    expect(looker.living.size).toBe(1)
    expect(looker.references).toHaveLength(2)
    looker.meanwhile = () => undefined
    expect(await app.endpoint.signOut(ana)).toEqual({ revoked: true })
    expect(looker.living.size).toBe(0)
  })

  it('ends them where the store can be read but not written, and then rejects', async () => {
    const looker = fakeLooker()
    const inner = memoryStore({ clock: looker.clock })
    let isFull = false
    const store: TokenStore = {
      load: key => inner.load(key),
      commit: (...given) => (isFull ? Promise.reject(new Error('full')) : inner.commit(...given)),
    }
    const app = embedApplication(looker, { store, encrypt: keys })
    await app.acquire()
    isFull = true
    await expect(app.endpoint.signOut(ana)).rejects.toMatchObject({ code: 'store_failed' })
    expect(looker.living.size).toBe(0)
  })
})

describe('an embed session that no record knows', () => {
  it.each<[string, Record<string, unknown>]>([
    ['another field is malformed', { api_token: 5 }],
    ['it would last for ever', { session_reference_token_ttl: 1e306 }],
    ['it would last for more than 30 days', { session_reference_token_ttl: 2_592_001 }],
    ['it has ended already', { session_reference_token_ttl: 0 }],
  ])('is ended where its reference is in the answer, but %s', async (_, change) => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    looker.meanwhile = ({ path }) => {
      if (path !== 'acquire') return undefined
      const good = { authentication_token: 'a', authentication_token_ttl: 30, navigation_token: 'n' }
      const ttls = { navigation_token_ttl: 600, api_token_ttl: 600, session_reference_token_ttl: 300 }
      return json({ ...good, api_token: 'p', ...ttls, session_reference_token: 'lost', ...change })
    }
    expect((await app.acquire()).body.error?.code).toBe('malformed_response')
    expect(looker.to('lost').map(({ method }) => method)).toEqual(['DELETE'])
    expect(String(app.errors)).toContain(Object.keys(change)[0])
  })

  it('is ended also where that takes some seconds', async () => {
    const looker = fakeLooker()
    const store = { ...memoryStore(), commit: () => Promise.reject(new Error('down')) }
    const app = embedApplication(looker, { store, encrypt: keys })
    looker.meanwhile = ({ method }) => {
      if (method !== 'DELETE') return undefined
      return new Promise(resolve => looker.clock.setTimer(() => resolve(undefined), 5000))
    }
    expect((await driven(looker, app.acquire())).status).toBe(503)
    expect(looker.references).toHaveLength(1)
    expect(looker.living.size).toBe(0)
  })
})
