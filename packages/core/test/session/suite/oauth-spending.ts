import { mapStore, queueLock } from '../map-store.js'
import { oauthPages, tokenLine } from '../oauth-world.js'
import {
  type ContractCase,
  check,
  decodeRecord,
  deferred,
  encodeRecord,
  equal,
  type Fetch,
  type Session,
} from '../product.js'
import { logout, scene, type World } from '../world.js'

const lifetimeMs = 3_600_000

/** OAuth: tabs that die, are closed, or meet while they spend a refresh token. */
export function oauthSpendingCases(): ContractCase[] {
  return [
    // @promise never-signed-out-by-two-tabs
    scene(
      'two tabs that both spent the token without a lock are not signed out by the loser’s revocation',
      async w => {
        const slow = await bothSpend(w)
        await w.pass(lifetimeMs)
        equal(await w.whoIs(slow), '789', 'an hour later')
        equal(w.emulator.stats.token_code, 1, 'sign-ins')
      },
      { options: { refreshTokenRotation: false } },
    ),

    ...[true, false].map(refreshTokenRotation =>
      scene(
        `a tab that is closed once its claim was taken over ends nobody’s sign-in (rotation: ${refreshTokenRotation})`,
        async w => {
          const { page, signIn } = oauthPages(w)
          const store = mapStore()
          const [slow, other] = [page({ store }), page({ store })]
          await signIn(slow)
          await w.pass(lifetimeMs)
          const held = w.hold(tokenLine)
          const first = w.code(slow.token())
          await held.arrived
          const second = w.whoIs(other)
          await w.pass(2000)
          equal(held.waiting, 2, 'both have asked')
          const closing = slow.close()
          held.release()
          equal(await w.drive(second), '789', 'the other one')
          equal(await first, 'closed', 'who waited')
          await closing
          await w.pass(lifetimeMs)
          equal(await w.drive(w.whoIs(other)), '789', 'an hour later')
          equal(w.count(logout), 0, 'revocations')
        },
        { options: { refreshTokenRotation } },
      ),
    ),

    scene('a tab that is closed before it spent anything leaves no claim behind', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const view = store.view()
      const here = page({ store: view })
      await signIn(here)
      await w.pass(lifetimeMs)
      const { promise: marked, resolve: mark } = deferred<void>()
      const { promise: answered, resolve: release } = deferred<void>()
      view.after = operation => {
        if (operation === 'load') return undefined
        mark()
        return answered
      }
      const caller = w.code(here.token())
      await marked
      const closing = here.close()
      release()
      equal(await caller, 'closed', 'who waited')
      await closing
      await w.calm()
      const startedMs = w.clock.now()
      equal(await w.whoIs(page({ store })), '789', 'the next page')
      equal(w.clock.now(), startedMs, 'the time')
    }),

    // @promise crashed-renewal-delays-2-s
    scene('the tab that was spending died before the server saw it: others go on within 2 s', async w => {
      const { store, survivor } = await diedSpending(w, false)
      const startedMs = w.clock.now()
      equal(await w.drive(w.whoIs(survivor)), '789', 'who it is')
      check(w.clock.now() - startedMs <= 2000, `it took ${w.clock.now() - startedMs} ms`)
      equal(w.emulator.stats.token_refresh, 1, 'renewals')
      check(
        ![...store.records.values()].some(({ record }) => record.value.includes('spending')),
        'it is still marked',
      )
    }),

    scene('with the lock of the one that died, they go on at once', async w => {
      const { survivor } = await diedSpending(w, false, true)
      const startedMs = w.clock.now()
      equal(await w.whoIs(survivor), '789', 'who it is')
      equal(w.clock.now(), startedMs, 'the time')
    }),

    scene(
      'the tab that was spending died after the server saw it: refresh_token_lost, and signing in works',
      async w => {
        const { survivor, signIn } = await diedSpending(w, true)
        equal(await w.code(w.drive(survivor.token())), 'refresh_token_lost', 'the code')
        equal(await w.code(survivor.token()), 'sign_in_required', 'and then')
        await signIn(survivor)
        equal(await w.whoIs(survivor), '789', 'after signing in')
      },
    ),

    scene('tabs without a lock do not take a dead refresh token over from each other for ever', async w => {
      const { page, store } = await diedSpending(w, true)
      const fetch = answersAfter(w, 300)
      const tabs = [page({ store, fetch }), page({ store, fetch })]
      const asked = w.count(tokenLine)
      const codes = await w.drive(Promise.all(tabs.map(tab => w.code(tab.token()))))
      equal(codes.join(), 'refresh_token_lost,refresh_token_lost', 'the codes')
      equal(w.count(tokenLine) - asked, 2, 'token requests')
      for (const tab of tabs) equal(await w.code(tab.token()), 'sign_in_required', 'and then')
    }),

    scene('tabs that take over in turn from one who was only slow go on with what it brings', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const tab = (delayMs: number) => page({ store, fetch: answersAfter(w, delayMs) })
      const [slow, second, third] = [tab(3500), tab(600), tab(600)]
      await signIn(page({ store }))
      await w.pass(lifetimeMs)
      const slowUser = w.whoIs(slow)
      await w.calm()
      const secondUser = w.whoIs(second)
      await w.pass(1600)
      const users = await w.drive(Promise.all([slowUser, secondUser, w.whoIs(third)]))
      equal(users.join(), '789,789,789', 'who they are')
      equal(w.emulator.stats.token_code, 1, 'sign-ins')
    }),

    scene('the claim of one who had no lock is respected by one who has it', async w => {
      const { survivor } = await diedSpending(w, false, true, 'one without the lock')
      const startedMs = w.clock.now()
      equal(await w.drive(w.whoIs(survivor)), '789', 'who it is')
      check(w.clock.now() - startedMs >= 1500, `it waited ${w.clock.now() - startedMs} ms`)
    }),

    scene(
      'a store that hiccups when the successor of a spent token is to be stored loses no sign-in',
      async w => {
        const { page, signIn } = oauthPages(w)
        const store = mapStore()
        const looker = page({ store, lock: queueLock() })
        await signIn(looker)
        await w.pass(lifetimeMs)
        const successor = store.counts.commit + 2
        store.before = operation => {
          if (operation === 'commit' && store.counts.commit === successor) throw new Error('busy')
        }
        equal(await w.drive(w.whoIs(looker)), '789', 'who it is')
        await w.pass(lifetimeMs)
        equal(await w.drive(w.whoIs(looker)), '789', 'an hour later')
        equal(w.emulator.stats.token_code, 1, 'sign-ins')
      },
    ),

    scene('a dead refresh token costs a sign-in, not a call each', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page()
      await signIn(looker)
      w.emulator.revoke({ user_id: '789', refresh_tokens: true })
      equal(await w.code(looker.fetch('/user')), 'refresh_token_lost', 'the first call')
      for (let count = 0; count < 3; count++)
        equal(await w.code(looker.token()), 'sign_in_required', 'later ones')
      equal(w.count(tokenLine), 2, 'token requests')
    }),

    // @promise never-signed-out-by-two-tabs
    scene('a slow tab whose claim was taken over still brings the one good token', async w => {
      await bothSpend(w)
      equal(w.emulator.stats.token_refresh, 1, 'renewals')
    }),

    scene('a network error spends nothing for good', async w => {
      const { page, signIn } = oauthPages(w)
      const looker = page({ retry: { attempts: 1 } })
      await signIn(looker)
      await w.pass(lifetimeMs)
      w.emulator.faults.add({ match: { path: '/api/token' }, drop: 'before' })
      equal(await w.code(looker.token()), 'network', 'the code')
      await w.pass(60_000)
      equal(await w.whoIs(looker), '789', 'who it is')
    }),
  ]
}

/** A slow tab's claim is taken over by another one, and both are answered as the user. Answers the slow one. */
async function bothSpend(w: World): Promise<Session> {
  const { page, signIn } = oauthPages(w)
  const store = mapStore()
  const [slow, other] = [page({ store }), page({ store })]
  await signIn(slow)
  await w.pass(lifetimeMs)
  const held = w.hold(tokenLine)
  const first = w.whoIs(slow)
  await held.arrived
  const second = w.whoIs(other)
  for (let step = 0; step < 30 && held.waiting < 2; step++) await w.pass(100)
  equal(held.waiting, 2, 'both have asked')
  held.release()
  equal((await w.drive(Promise.all([first, second]))).join(), '789,789', 'who they are')
  return slow
}

/** A signed-in tab on the store whose owner died in the middle of a renewal. */
async function diedSpending(w: World, seen: boolean, locked = false, mark = 'locked-by the one that died') {
  const { page, signIn } = oauthPages(w)
  const store = mapStore()
  const first = page({ store })
  await signIn(first)
  await w.pass(lifetimeMs)
  for (const [key, { record, version }] of store.records) {
    const token = decodeRecord(record.value, null)
    if (typeof token === 'string' || token.kind !== 'token') throw new Error('no token is stored')
    const value = encodeRecord({ ...token, claim: mark })
    await store.commit(key, { ...record, value }, version)
    if (!seen) continue
    const body = { grant_type: 'refresh_token', client_id: 'emulator-app', refresh_token: token.refreshToken }
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
    await w.fetch(`${w.baseUrl}/api/token`, init)
  }
  return { store, page, signIn, survivor: page({ store, ...(locked && { lock: queueLock() }) }) }
}

/** Answers reach the tab that much later. */
function answersAfter(w: World, delayMs: number): Fetch {
  return async (input, init) => {
    const response = await w.fetch(input, init)
    await new Promise<void>(resolve => w.clock.setTimer(resolve, delayMs))
    return response
  }
}
