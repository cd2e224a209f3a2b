import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { memoryStore, type TokenStore } from '../../src/index.js'
import { deferred } from '../../src/runtime/deferred.js'
import { ana, driven, embedApplication, keys } from './application.js'
import { type FakeLooker, fakeLooker, json } from './looker.js'

const over = { session_reference_token_ttl: 0 }

interface FlushedStore extends TokenStore {
  flush(): void
}

function flushedStore({ clock }: FakeLooker): FlushedStore {
  let inner = memoryStore({ clock })
  return {
    load: key => inner.load(key),
    commit: (key, record, version) => inner.commit(key, record, version),
    flush() {
      inner = memoryStore({ clock })
    },
  }
}

describe('the sign-out of an application session', () => {
  // @promise sign-out-ends-embed-sessions
  it('ends all its embed sessions at Looker, and those of no other', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    app.signedIn.set('b', { sessionId: 'bea-1', user: { externalUserId: 'bea' } })
    app.signedIn.set('c', { sessionId: 'ana-1', user: { externalUserId: 'carl' } })
    const { body } = await app.acquire()
    await app.acquire({ cookie: 'c' })
    const others = await app.acquire({ cookie: 'b' })
    expect(await app.endpoint.signOut({ sessionId: 'ana-1' })).toEqual({ revoked: true })
    expect([...looker.living.values()].map(({ user }) => user)).toEqual(['bea'])
    expect((await app.generate(body)).body).toEqual(over)
    expect((await app.generate(others.body, { cookie: 'b' })).body).toHaveProperty('api_token')
    expect(await app.endpoint.signOut({ sessionId: 'ana-1' })).toEqual({ revoked: false })
  })

  it('lets the same application session begin again', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    await app.acquire()
    await app.endpoint.signOut(ana)
    expect((await app.acquire()).status).toBe(200)
    expect(looker.references).toHaveLength(2)
  })

  // @promise sign-out-ends-embed-sessions
  it.each<[string, (looker: FakeLooker, store: FlushedStore) => void]>([
    ['in the same millisecond', () => {}],
    ['with a clock that is behind', ({ clock }) => clock.jumpWall(-500)],
    ['with a store that has lost its records', (_, store) => store.flush()],
  ])('is seen by another server that had looked the user up before it, %s', async (_, happen) => {
    const looker = fakeLooker()
    const store = flushedStore(looker)
    const asked = deferred<typeof ana>()
    const answers = [asked.promise]
    const embedUserFor = () => answers.shift() ?? null
    const app = embedApplication(looker, { store, encrypt: keys, embedUserFor })
    const other = embedApplication(looker, { store, encrypt: keys })
    const acquiring = app.acquire()
    await other.endpoint.signOut(ana)
    happen(looker, store)
    asked.resolve(ana)
    expect(await acquiring).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } })
    expect(looker.references).toHaveLength(1)
    expect(looker.living.size).toBe(0)
  })

  it('gives nothing to a request whose user was being looked up', async () => {
    const looker = fakeLooker()
    const asked = deferred<typeof ana>()
    const app = embedApplication(looker, { embedUserFor: () => asked.promise })
    const acquiring = app.acquire()
    await app.endpoint.signOut(ana)
    asked.resolve(ana)
    expect(await acquiring).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } })
    expect(looker.seen).toEqual([])
  })

  for (const where of ['this process', 'another one']) {
    // @promise sign-out-ends-embed-sessions
    it(`gives nothing to an acquire under way, in ${where}, and ends what it made`, async () => {
      const looker = fakeLooker()
      const store = memoryStore({ clock: looker.clock })
      const app = embedApplication(looker, { store, encrypt: keys })
      const other = where === 'this process' ? app : embedApplication(looker, { store, encrypt: keys })
      const [arrived, goOn] = [deferred<void>(), deferred<void>()]
      looker.meanwhile = async () => {
        arrived.resolve()
        await goOn.promise
        return undefined
      }
      const acquiring = app.acquire()
      await arrived.promise
      // In the same process the endpoint knows it, whatever embedUserFor says.
      if (other !== app) app.signedIn.clear()
      await other.endpoint.signOut(ana)
      goOn.resolve()
      expect(await acquiring).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } })
      expect(looker.references).toHaveLength(1)
      expect(looker.living.size).toBe(0)
    })

    it(`gives nothing to a page that joins just now, in ${where}`, async () => {
      const looker = fakeLooker()
      const store = memoryStore({ clock: looker.clock })
      const app = embedApplication(looker, { store, encrypt: keys })
      const other = where === 'this process' ? app : embedApplication(looker, { store, encrypt: keys })
      await app.acquire()
      looker.meanwhile = async ({ path }) => {
        if (path !== 'acquire') return undefined
        looker.meanwhile = () => undefined
        const joined = json({ ...(await app.acquire()).body, session_reference_token: looker.references[0] })
        app.signedIn.clear()
        await other.endpoint.signOut(ana)
        return joined
      }
      expect(await app.acquire()).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } })
      expect(looker.living.size).toBe(0)
    })

    it(`gives nothing to a generate under way, in ${where}`, async () => {
      const looker = fakeLooker()
      const store = memoryStore({ clock: looker.clock })
      const app = embedApplication(looker, { store, encrypt: keys })
      const other = where === 'this process' ? app : embedApplication(looker, { store, encrypt: keys })
      const { body } = await app.acquire()
      const [arrived, goOn] = [deferred<void>(), deferred<void>()]
      looker.meanwhile = async ({ path }) => {
        if (path !== 'generate_tokens') return undefined
        arrived.resolve()
        await goOn.promise
        return json({ ...body, api_token: 'late', navigation_token: 'late' })
      }
      const generating = app.generate(body)
      await arrived.promise
      await other.endpoint.signOut(ana)
      goOn.resolve()
      const refused = { status: 401, body: { error: { code: 'signed_out' } } }
      expect(await generating).toMatchObject(other === app ? refused : { status: 200, body: over })
    })
  }

  it('tells what Looker could not be told, and tries again when it is called again', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const { body } = await app.acquire()
    looker.meanwhile = ({ method, path }) => {
      if (method === 'DELETE') throw new TypeError(`fetch failed: ${path}`)
      return undefined
    }
    expect(await driven(looker, app.endpoint.signOut(ana))).toEqual({ revoked: false })
    expect(app.errors).toMatchObject([{ code: 'network' }])
    expect(inspect(app.errors, { depth: 9, showHidden: true })).not.toContain('canary')
    expect((await app.generate(body)).body).toEqual(over)
    looker.meanwhile = () => undefined
    expect(await app.endpoint.signOut(ana)).toEqual({ revoked: true })
    expect(looker.living.size).toBe(0)
  })

  it('rejects where the store fails, and for what is no application session', async () => {
    const looker = fakeLooker()
    const failing = {
      load: () => Promise.reject(new Error('down')),
      commit: () => Promise.reject(new Error('down')),
    }
    const app = embedApplication(looker, { store: failing, encrypt: keys })
    await expect(app.endpoint.signOut(ana)).rejects.toMatchObject({ code: 'store_failed' })
    await expect(app.endpoint.signOut({ sessionId: '' })).rejects.toMatchObject({ code: 'configuration' })
  })
})
