import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../src/index.js'
import { deferred } from '../../src/runtime/deferred.js'
import { ana, driven, embedApplication, keys } from './application.js'
import { fakeLooker, json } from './looker.js'

const over = { session_reference_token_ttl: 0 }

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

  it('is recognised by its time where another server looks the user up, unless a clock was set back', async () => {
    const looker = fakeLooker()
    const store = memoryStore({ clock: looker.clock })
    const asked = deferred<typeof ana>()
    const app = embedApplication(looker, { store, encrypt: keys, embedUserFor: () => asked.promise })
    const other = embedApplication(looker, { store, encrypt: keys })
    const acquiring = app.acquire()
    looker.clock.jumpWall(1)
    await other.endpoint.signOut(ana)
    asked.resolve(ana)
    expect(await acquiring).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } })
    looker.clock.jumpWall(-300_000)
    expect((await app.acquire()).status).toBe(200)
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
      await other.endpoint.signOut(ana)
      goOn.resolve()
      expect(await acquiring).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } })
      expect(looker.references).toHaveLength(1)
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
      expect(await generating).toMatchObject({ status: 401, body: { error: { code: 'signed_out' } } })
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
