import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Lock, memoryLock, memoryStore, type TokenStore } from '../../src/index.js'
import { deferred } from '../../src/runtime/deferred.js'
import { ana, driven, embedApplication, keys } from './application.js'
import { fakeLooker, json } from './looker.js'

/** What a store was given, in the order of the commits. */
function watchedStore(inner: TokenStore): TokenStore & { readonly kept: string[] } {
  const kept: string[] = []
  return {
    kept,
    load: key => inner.load(key),
    commit(key, record, version) {
      kept.push(`${key} ${record.value}`)
      return inner.commit(key, record, version)
    },
  }
}

describe('servers that share a store', () => {
  it.each([true, false])('join one session of a user (with a lock: %s)', async locked => {
    const looker = fakeLooker()
    const { clock } = looker
    const lock = locked ? memoryLock({ clock }) : undefined
    const options = { store: memoryStore({ clock }), encrypt: keys, lock }
    const servers = [1, 2, 3].map(() => embedApplication(looker, options))
    const answers = await driven(looker, Promise.all(servers.map(server => server.acquire())))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    if (locked) expect(looker.references).toHaveLength(1)
    expect(looker.living.size).toBe(1)
    const next = await Promise.all(servers.map(server => server.acquire()))
    const made = looker.references.length
    for (const [at, { body }] of next.entries())
      expect((await servers[(at + 1) % 3]?.generate(body))?.body).toHaveProperty('api_token')
    expect(looker.references).toHaveLength(made)
  })

  it('make a session each for other credentials, which could not join', async () => {
    const looker = fakeLooker()
    const other = fakeLooker(looker.clock, 'other')
    const options = { store: memoryStore({ clock: looker.clock }), encrypt: keys }
    await embedApplication(looker, options).acquire()
    const app = embedApplication(other, options)
    await app.acquire()
    expect(other.seen.filter(({ path }) => path === 'acquire')).toMatchObject([
      { body: { external_user_id: 'ana' } },
    ])
    expect(other.to('acquire')[0]?.body).not.toHaveProperty('session_reference_token')
  })
})

describe('an embed endpoint with a store or lock that fails', () => {
  const hanging: Lock = { run: () => deferred<never>().promise }
  const failing: Lock = { run: () => Promise.reject(new Error('down')) }
  it.each([
    ['fails', failing],
    ['hangs', hanging],
  ])('goes on without a lock that %s, and says so', async (_, lock) => {
    const looker = fakeLooker()
    const app = embedApplication(looker, { lock })
    expect((await driven(looker, app.acquire())).status).toBe(200)
    expect(app.errors).toMatchObject([{ code: 'store_failed' }])
  })

  it('gives no session that no sign-out would know of, and ends it', async () => {
    const looker = fakeLooker()
    const store = { ...memoryStore(), commit: () => Promise.reject(new Error('down')) }
    const app = embedApplication(looker, { store, encrypt: keys })
    expect((await app.acquire()).body.error?.code).toBe('unavailable')
    expect(looker.references).toHaveLength(1)
    expect(looker.living.size).toBe(0)
  })

  it('waits for a store that works again while a page asks for new tokens', async () => {
    const looker = fakeLooker()
    const { clock } = looker
    const inner = memoryStore({ clock })
    let troubles = 0
    const store: TokenStore = {
      load: key => (troubles-- > 0 ? Promise.reject(new Error('down')) : inner.load(key)),
      commit: (key, record, version) =>
        troubles-- > 0 ? deferred<never>().promise : inner.commit(key, record, version),
    }
    const app = embedApplication(looker, { store, encrypt: keys })
    const { body } = await app.acquire()
    troubles = 3
    expect((await driven(looker, app.generate(body))).body).toHaveProperty('api_token')
  })

  it('counts a record that it cannot read as none, and says so', async () => {
    const looker = fakeLooker()
    const store = memoryStore({ clock: looker.clock })
    await embedApplication(looker, { store, encrypt: keys }).acquire()
    const encrypt = { current: { id: '2', key: new Uint8Array(32).fill(8) } }
    const app = embedApplication(looker, { store, encrypt })
    expect((await app.acquire()).status).toBe(200)
    expect(String(app.errors[0])).toContain('cannot be read')
  })
})

describe('secrets of an embed endpoint', () => {
  // @promise reference-token-stays-on-the-server
  it('stay on the server: no answer, error, event, key or record shows them, whatever Looker does', async () => {
    const looker = fakeLooker()
    const events: unknown[] = []
    looker.session.onEvent(event => void events.push(event))
    const store = watchedStore(memoryStore({ clock: looker.clock }))
    const lockKeys: string[] = []
    const inner = memoryLock({ clock: looker.clock })
    const lock: Lock = {
      run(key, options, task) {
        lockKeys.push(key)
        return inner.run(key, options, task)
      },
    }
    const app = embedApplication(looker, { store, lock, encrypt: keys })
    const { body } = await app.acquire()
    await app.generate(body)
    const troubles = [
      ({ path, body }: { path: string; body: object }) =>
        json({ message: `not so: ${path} ${JSON.stringify(body)}` }, 403),
      ({ path, body }: { path: string; body: object }) => {
        throw new TypeError(`${path} ${JSON.stringify(body)}`, { cause: new Error(JSON.stringify(body)) })
      },
      ({ path, body }: { path: string; body: object }) =>
        new Response(`<html>${path} ${JSON.stringify(body)}</html>`, {
          headers: { 'content-type': 'text/html' },
        }),
    ]
    for (const trouble of troubles) {
      looker.meanwhile = trouble
      await driven(looker, app.acquire())
      await driven(looker, app.generate(body))
      await driven(looker, app.endpoint.signOut(ana))
      looker.meanwhile = () => undefined
      Object.assign(body, (await app.acquire()).body)
    }
    const [references, shown] = [
      looker.references,
      inspect([app.errors, events, app.refusals], { depth: 9, showHidden: true }) +
        JSON.stringify(app.errors),
    ]
    expect(app.errors.length).toBeGreaterThan(6)
    expect(shown).not.toContain('canary')
    const public_ = [...app.answers.map(({ text }) => text), ...store.kept, ...lockKeys].join('\n')
    for (const reference of references) expect(public_).not.toContain(reference)
    expect(public_).not.toContain('canary-reference')
    expect([...store.kept, ...lockKeys].join()).not.toMatch(/canary|ana|Browser/)
  })

  // @promise embed-endpoint-has-bounds
  it('take no more memory than of 10,000 application sessions', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    for (let count = 0; count < 10_001; count++) {
      app.signedIn.set('a', { sessionId: `session-${count}`, user: { externalUserId: `user-${count}` } })
      await app.acquire()
    }
    expect(looker.references).toHaveLength(10_001)
    app.signedIn.set('a', { sessionId: 'session-10000', user: { externalUserId: 'user-10000' } })
    await app.acquire()
    expect(looker.references).toHaveLength(10_001)
    app.signedIn.set('a', { sessionId: 'session-0', user: { externalUserId: 'user-0' } })
    await app.acquire()
    expect(looker.references).toHaveLength(10_002)
  })
})
