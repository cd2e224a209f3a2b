import { type MapStore, mapStore } from '../map-store.js'
import { type ContractCase, check, decodeRecord, equal } from '../product.js'
import { delay, waitedMs } from '../waits.js'
import { loginUser, scene, type World } from '../world.js'

/** A store that answers late costs one reading of each record, and what it answers may be out of date by then. */
export function slowStoreCases(): ContractCase[] {
  return [
    // @promise slow-store-is-read-once
    scene('a store that takes 450 ms is read once for a valid token', async w => {
      const store = mapStore()
      const looker = w.session({ store })
      const token = await looker.token()
      await w.pass(1000)
      answerAfter(w, store, 450)
      const loads = store.counts.load
      const call = looker.token()
      equal(await waitedMs(w, call), 450, 'the wait')
      equal(await call, token, 'the token')
      equal(store.counts.load - loads, 1, 'readings')
    }),

    // @promise slow-store-is-read-once
    scene(
      'a store that takes 200 ms is read twice for a user: the user’s record and the admin’s',
      async w => {
        const store = mapStore()
        const ana = w.session({ store }).as(789)
        await ana.token()
        await w.pass(1000)
        answerAfter(w, store, 200)
        const loads = store.counts.load
        equal(await waitedMs(w, ana.fetch('/user')), 400, 'the wait')
        equal(store.counts.load - loads, 2, 'readings')
        equal(w.count(loginUser(789)), 1, 'sudo logins')
      },
    ),

    // @promise sign-out-stops-other-sessions
    scene('a user’s token that was read before a sleep is read again before it is served', async w => {
      const store = mapStore()
      const view = store.view()
      let wake = (): void => {}
      const revalidateWhen = (look: () => void) => {
        wake = look
        return () => {}
      }
      const [here, there] = [w.session({ store: view, revalidateWhen }), w.session({ store })]
      await there.as(789).token()
      await here.token()
      let answer = (): void => {}
      view.after = () => {
        view.after = undefined
        return new Promise<void>(resolve => {
          answer = resolve
        })
      }
      const call = here.as(789).token()
      await w.calm()
      w.sleep(3000)
      await there.as(789).logout()
      wake()
      answer()
      equal(await w.isLive(await call), true, 'whether what is served lives')
    }),

    // @promise token-that-expires-meanwhile
    scene(
      'a token of the store that expires while the admin’s record is read is not served',
      async w => {
        const store = mapStore()
        const view = store.view()
        const there = w.session({ store })
        const old = await there.as(789).token()
        await w.pass(56_000)
        view.before = (_operation, key) => (isOfAdmin(store, key) ? delay(w, 1900) : undefined)
        const token = await w.drive(w.session({ store: view }).as(789).token())
        check(token !== old, 'the expired token is served')
      },
      { options: { tokenLifetimeSeconds: 60 } },
    ),
  ]
}

/** From now on the store takes that long for each operation. */
function answerAfter(w: World, store: MapStore, ms: number): void {
  store.before = () => delay(w, ms)
}

function isOfAdmin(store: MapStore, key: string): boolean {
  const record = decodeRecord(store.records.get(key)?.record.value ?? '', undefined)
  return typeof record !== 'string' && record?.kind === 'token' && record.parent === undefined
}
