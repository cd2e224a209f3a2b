import { rejectOnce } from '../faults.js'
import { mapStore } from '../map-store.js'
import { oauthPages, tokenLine } from '../oauth-world.js'
import { type ContractCase, check, deferred, equal, type Fetch } from '../product.js'
import { waitedMs } from '../waits.js'
import { logout, scene, type World } from '../world.js'

/** OAuth: which tokens of a person a session group has to revoke, and how long that may hold up a call. */
export function oauthCustodyCases(): ContractCase[] {
  return [...renewals(), ...signIns(), ...claims()]
}

function renewals(): ContractCase[] {
  return [true, false].map(storeIsPrivate =>
    // @promise refresh-token-is-used-once
    scene(
      `logout() after 48 renewals sends no used refresh token (storeIsPrivate: ${storeIsPrivate})`,
      async w => {
        const { page, signIn } = oauthPages(w)
        const looker = page({ store: mapStore(), storeIsPrivate })
        await signIn(looker)
        for (let hour = 0; hour < 48; hour++) {
          await w.pass(3_590_000)
          await w.drive(looker.token())
          await w.calm()
        }
        const [tokenRequests, revocations] = [w.count(tokenLine), w.count(logout)]
        equal((await w.drive(looker.logout())).revoked, true, 'revoked')
        equal(w.count(tokenLine) - tokenRequests, 0, 'token requests of the sign-out')
        const sent = w.count(logout) - revocations
        check(sent <= 6, `${sent} revocations`)
        equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
      },
    ),
  )
}

function signIns(): ContractCase[] {
  return [
    scene('of two tabs that claim the refresh token at the same moment, one sends it', async w => {
      const { page, signIn } = oauthPages(w)
      const store = mapStore()
      const [one, other] = [page({ store }), page({ store })]
      await signIn(one)
      await w.pass(3_600_000)
      const { promise: bothClaim, resolve } = deferred<void>()
      let claims = 0
      store.before = operation => {
        if (operation === 'commit' && ++claims === 2) resolve()
        return operation === 'commit' ? bothClaim : undefined
      }
      const before = w.count(tokenLine)
      const [first, second] = await w.drive(Promise.all([one.token(), other.token()]))
      equal(first, second, 'the tokens')
      equal(w.count(tokenLine) - before, 1, 'token requests')
    }),

    // @promise sign-in-waits-2-s-for-revocations
    scene('a sign-in waits 2 s at most for the end of the tokens that it replaces', async w => {
      const { page, signIn } = oauthPages(w)
      const { fetch, hang } = hangingRevocations(w)
      const looker = page({ fetch })
      await signIn(looker)
      for (let rejection = 0; rejection < 2; rejection++) {
        await w.drive(looker.fetch('/user'))
        rejectOnce(w)
        await w.drive(looker.fetch('/user'))
      }
      hang(true)
      equal(await waitedMs(w, signIn(looker)), 2000, 'how long the sign-in takes')
      equal(looker.state.status, 'signed_in', 'status')
      hang(false)
      await w.pass(120_000)
      equal(await w.whoIs(looker), '789', 'who it is')
    }),

    scene('a sign-in on a store waits 2 s at most for the end of the token that it replaces', async w => {
      const { page, signIn } = oauthPages(w)
      const { fetch, hang } = hangingRevocations(w)
      const looker = page({ fetch, store: mapStore() })
      await signIn(looker)
      hang(true)
      equal(await waitedMs(w, signIn(looker)), 2000, 'how long the sign-in takes')
      hang(false)
      await w.pass(130_000)
      equal(await w.whoIs(looker), '789', 'who it is')
    }),
  ]
}

function claims(): ContractCase[] {
  const withoutRotation = { options: { refreshTokenRotation: false } }
  return (['slow', 'other'] as const).map(by =>
    // @promise logout-revokes-every-token
    scene(
      `without rotation, logout() by the ${by} page ends both tokens of a claim that was taken over`,
      async w => {
        const { page, signIn } = oauthPages(w)
        const store = mapStore()
        const pages = { slow: page({ store }), other: page({ store }) }
        await signIn(pages.slow)
        await w.pass(3_600_000)
        const held = w.hold(tokenLine)
        const calls = [pages.slow.token()]
        await held.arrived
        calls.push(pages.other.token())
        await w.pass(2000)
        equal(held.waiting, 2, 'pages that have asked')
        held.release()
        await w.drive(Promise.all(calls))
        await w.pass(3000)
        await w.drive(pages[by].logout())
        await w.pass(2000)
        equal(await w.code(pages[by === 'slow' ? 'other' : 'slow'].token()), 'signed_out', 'the other page')
        await w.pass(2000)
        await Promise.all([pages.slow.close(), pages.other.close()])
        equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
      },
      withoutRotation,
    ),
  )
}

/** Looker does not answer revocations while they hang. */
function hangingRevocations(w: World) {
  let hangs = false
  const fetch: Fetch = (input, init) =>
    hangs && init?.method === 'DELETE' ? new Promise<never>(() => {}) : w.fetch(input, init)
  return {
    fetch,
    hang(value: boolean) {
      hangs = value
    },
  }
}
