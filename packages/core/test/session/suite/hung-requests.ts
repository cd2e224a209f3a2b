import { rejectOnce } from '../faults.js'
import { mapStore, queueLock } from '../map-store.js'
import { oauthPages, tokenLine } from '../oauth-world.js'
import { type ContractCase, equal, type Fetch, type Lock } from '../product.js'
import { endsWithin, waitedMs } from '../waits.js'
import { workers } from '../workers.js'
import { scene, type World } from '../world.js'

const never = (): Promise<never> => new Promise(() => {})

/** Promise 8: what hung once does not hold up sign-ins, sign-outs and renewals after it. */
export function hungRequestCases(): ContractCase[] {
  return [...signIns(), ...revocations(), ...renewals()]
}

function signIns(): ContractCase[] {
  return [
    // @promise ended-request-blocks-no-call
    scene('finishAuthorization() ends though the runtime ended the request of the one before it', async w => {
      const runtime = workers(w)
      const { page, signIn } = oauthPages(w)
      const looker = page({ clock: runtime.clock, fetch: runtime.fetch, timeoutMs: 5000 })
      const held = w.hold(tokenLine, 'request')
      void signIn(looker).catch(() => {})
      await held.arrived
      runtime.end('first')
      runtime.begin('second')
      held.release()
      // Its code may have expired while it waited.
      const later = signIn(looker).catch(() => {})
      equal(await endsWithin(w, 20, later), true, 'whether it ended within 20 minutes')
      await signIn(looker)
      equal(await w.whoIs(looker), '789', 'who it is')
    }),

    // @promise ended-request-blocks-no-call
    scene('finishAuthorization() ends though the runtime ended the request that renews', async w => {
      const runtime = workers(w)
      const { page, signIn } = oauthPages(w)
      const looker = page({ clock: runtime.clock, fetch: runtime.fetch, timeoutMs: 5000 })
      await signIn(looker)
      await w.pass(3_700_000)
      const held = w.hold(tokenLine, 'request')
      void looker.token().catch(() => {})
      await held.arrived
      runtime.end('first')
      runtime.begin('second')
      held.release()
      equal(await endsWithin(w, 20, signIn(looker)), true, 'whether it ended within 20 minutes')
      equal(await w.whoIs(looker), '789', 'who it is')
    }),

    // @promise one-hang-delays-no-later-call
    scene('finishAuthorization() ends though the lock hung at the renewal before it', async w => {
      const { page, signIn } = oauthPages(w)
      const lock = hangingLock()
      const looker = page({ store: mapStore(), lock, timeoutMs: 5000, lockWaitMs: 1000, lockHoldMs: 1000 })
      await signIn(looker)
      await w.pass(3_700_000)
      lock.hangs = true
      const renewal = w.code(looker.token())
      equal(await endsWithin(w, 20, renewal), true, 'whether the renewal ended within 20 minutes')
      equal(await renewal, 'timeout', 'the renewal')
      lock.hangs = false
      equal(await endsWithin(w, 20, signIn(looker)), true, 'whether it ended within 20 minutes')
      equal(await w.whoIs(looker), '789', 'who it is')
    }),
  ]
}

function revocations(): ContractCase[] {
  return (['logout', 'close'] as const).map(way =>
    // @promise lost-revocation-is-repeated
    scene(`${way}() revokes the token whose revocation ended with its request`, async w => {
      const looker = await withLostRevocation(w)
      await w.pass(300_000)
      equal(await w.drive(looker[way]().then(() => 'done')), 'done', way)
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),
  )
}

function renewals(): ContractCase[] {
  return [
    // @promise one-hang-delays-no-later-call
    scene('a store that hung in a request that ended slows no later renewal and no close()', async w => {
      const runtime = workers(w)
      const store = mapStore()
      store.before = never
      const looker = w.session({ clock: runtime.clock, fetch: runtime.fetch, timeoutMs: 5000, store })
      const client = new AbortController()
      const first = looker.token({ signal: client.signal }).catch(() => {})
      await w.calm()
      client.abort()
      await first
      runtime.end('first')
      runtime.begin('second')
      store.before = undefined
      await w.pass(120_000)
      await w.drive(looker.fetch('/user'))
      rejectOnce(w)
      equal(await waitedMs(w, looker.fetch('/user')), 0, 'how long the renewal takes')
      equal(await waitedMs(w, looker.close()), 0, 'how long close() takes')
    }),

    // @promise one-hang-delays-no-later-call
    scene('a lock that hung once slows no later renewal and no close()', async w => {
      const lock = hangingLock()
      lock.hangs = true
      const looker = w.session({
        store: mapStore(),
        lock,
        timeoutMs: 5000,
        lockWaitMs: 5000,
        lockHoldMs: 1000,
      })
      const first = looker.token().catch(() => {})
      await w.pass(60_000)
      await first
      lock.hangs = false
      await w.pass(60_000)
      await w.drive(looker.fetch('/user'))
      rejectOnce(w)
      equal(await waitedMs(w, looker.fetch('/user')), 0, 'how long the renewal takes')
      equal(await waitedMs(w, looker.close()), 0, 'how long close() takes')
    }),
  ]
}

/** A lock that takes work and never runs it while `hangs` is true. */
function hangingLock(): Lock & { hangs: boolean } {
  const lock = queueLock()
  return {
    hangs: false,
    run(key, options, task) {
      return this.hangs ? never() : lock.run(key, options, task)
    },
  }
}

/** A session in its second request. The first one was ended in the middle of logout(), whose revocation never reached Looker. */
async function withLostRevocation(w: World) {
  const runtime = workers(w)
  let isLost = false
  const fetch: Fetch = (input, init) => {
    if (init?.method !== 'DELETE' || isLost) return runtime.fetch(input, init)
    isLost = true
    return never()
  }
  const looker = w.session({ clock: runtime.clock, fetch, timeoutMs: 5000 })
  await looker.token()
  void looker.logout().catch(() => {})
  await w.until(() => isLost)
  runtime.end('first')
  runtime.begin('second')
  return looker
}
