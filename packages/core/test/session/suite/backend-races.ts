import { answeredBy, application } from '../application.js'
import { mapStore } from '../map-store.js'
import { type ContractCase, deferred, encodeRecord, equal } from '../product.js'
import { loginUser, scene } from '../world.js'

const ana = { userId: '789', sessionId: 'ana-1' }
const tokenLine = (id: string): string => loginUser(id)

/** Tokens from a backend: sign-outs that meet a sign-in which is under way. */
export function backendRaceCases(): ContractCase[] {
  return [
    scene('a token that lands after the sign-out is dead', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const page = app.page('789', 'a')
      const held = w.hold(tokenLine('789'))
      const waiting = w.code(page.token())
      await held.arrived
      const leaving = page.logout()
      equal(await waiting, 'signed_out', 'who waited')
      held.release()
      await w.drive(leaving)
      await w.calm()
      equal(w.emulator.stats.live_tokens, 1, 'live tokens: the service account’s')
      equal(await w.code(page.token()), 'signed_out', 'the page')
    }),

    // @promise page-sign-out-survives-a-sign-in
    scene('a sign-in on the wire does not undo another tab’s sign-out', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const store = mapStore({ watches: true })
      const [here, there] = [app.page('789', 'a', { store }), app.page('789', 'a', { store })]
      const held = w.hold(tokenLine('789'))
      const waiting = w.code(there.token())
      await held.arrived
      const leaving = here.logout()
      await w.calm()
      held.release()
      equal(await w.drive(waiting), 'signed_out', 'who waited')
      await leaving
      equal(there.state.status, 'signed_out', 'the other tab')
      await w.calm()
      equal(w.emulator.stats.live_tokens, 1, 'live tokens: the service account’s')
      equal(await w.code(there.token()), 'signed_out', 'and it stays so')
    }),

    scene('a sign-in on the wire does not undo it where the backend knows nothing of it either', async w => {
      const app = application(w)
      app.signedIn.set('a', ana)
      const store = mapStore()
      app.signedIn.set('b', { ...ana, sessionId: 'ana-2' })
      const answer = await app.ask({ operation: 'token', user_id: '789' }, { cookie: 'b' })
      const { access_token: late } = (await answer.clone().json()) as { access_token: string }
      const { promise: asked, resolve: arrive } = deferred<void>()
      const { promise: answered, resolve: release } = deferred<void>()
      const answering = async (): Promise<Response> => {
        arrive()
        await answered
        return answer.clone()
      }
      const there = app.page('789', 'a', { store, grant: answeredBy(answering) })
      const waiting = w.code(there.token())
      await asked
      await app.page('789', 'a', { store }).logout()
      release()
      equal(await waiting, 'signed_out', 'who waited')
      equal(there.state.status, 'signed_out', 'its state')
      equal(await w.isLive(late), false, 'whether what it got lives')
    }),

    scene(
      'a page that slept in the middle of its sign-in serves nothing before it knows of a sign-out',
      async w => {
        const app = application(w)
        app.signedIn.set('a', ana)
        const store = mapStore({ watches: true })
        const view = store.view()
        let wake = (): void => {}
        const revalidateWhen = (look: () => void) => {
          wake = look
          return () => {}
        }
        const page = app.page('789', 'a', { store: view, revalidateWhen })
        const { promise: stored, resolve: arrive } = deferred<void>()
        const { promise: answered, resolve: release } = deferred<void>()
        view.after = operation => {
          if (operation === 'load') return undefined
          arrive()
          return answered
        }
        const waiting = w.code(page.token())
        await stored
        await app.page('789', 'a', { store }).logout()
        wake()
        release()
        equal(await waiting, 'signed_out', 'who waited')
        equal(page.state.status, 'signed_out', 'its state')
      },
    ),

    scene(
      'a sign-in that lost the store to others again and again does not undo a sign-out either',
      async w => {
        const app = application(w)
        app.signedIn.set('a', ana)
        const store = mapStore()
        const others = Array.from({ length: 4 }, (_, turn) =>
          encodeRecord({
            kind: 'token',
            id: `expired-${turn}`,
            subject: '789',
            accessToken: 'expired-canary-of-others',
            sentAtMs: 0,
            lifetimeMs: 1,
            draw: 0,
            signInId: `of-others-${turn}`,
            epoch: 1,
          }),
        )
        const signOut = encodeRecord({
          kind: 'signed_out',
          id: 'out',
          epoch: 2,
          ended: ['of-others-3'],
        })
        const arriving = [...others, signOut]
        store.before = (operation, key) => {
          const value = operation === 'commit' ? arriving.shift() : undefined
          if (value === undefined) return
          const record = { value, keepUntilMs: w.clock.now() + 3_600_000 }
          store.records.set(key, { record, version: `by others, ${arriving.length} to come` })
        }
        equal(await w.code(app.page('789', 'a', { store }).token()), 'signed_out', 'who waited')
        equal([...store.records.values()][0]?.record.value, signOut, 'what is stored')
        equal(w.emulator.stats.live_tokens, 1, 'live tokens: the service account’s')
      },
    ),
  ]
}
