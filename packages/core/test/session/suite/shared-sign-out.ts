import { kindsIn, mapStore, type Watches } from '../map-store.js'
import { type ContractCase, check, equal } from '../product.js'
import { login, logout, scene } from '../world.js'

/** Promise 2, for sessions that share a store. */
export function sharedSignOutCases(): ContractCase[] {
  return [...elsewhere(), ...stored()]
}

function elsewhere(): ContractCase[] {
  const kinds: [string, Watches][] = [
    ['a store that notifies', true],
    ['a store that must be asked', false],
    ['a store that cannot notify just now', 'down'],
  ]
  return kinds.flatMap(([how, watches]) => {
    return [
      // @promise sign-out-stops-other-sessions, sign-out-elsewhere-by-kind-of-session, sign-out-reaches-the-fleet
      scene(`another session on ${how} stops within 1 s of the sign-out`, async w => {
        const store = mapStore({ watches })
        const [here, there] = [w.session({ store }), w.session({ store })]
        const old = await here.token()
        equal(await there.token(), old, 'the token is shared')
        await w.pass(10_000)
        equal(await there.token(), old, 'still')
        await here.logout()
        await w.pass(1000)
        check((await there.token()) !== old, 'the old token is still handed out')
        check(
          w.events.some(({ type }) => type === 'dropped'),
          'no event says that the token was dropped',
        )
        equal(w.count(login), 2, 'nobody signed the API key out: it signs in again')
        equal(await w.code(here.token()), 'signed_out', 'the one that signed out')
      }),

      // @promise sign-out-stops-other-sessions
      scene(`a sudo session of another session group ends with its admin’s sign-in on ${how}`, async w => {
        const store = mapStore({ watches })
        const [here, there] = [w.session({ store }), w.session({ store })]
        const ana = there.as(789)
        const old = await ana.token()
        await here.token()
        await here.logout()
        await w.pass(1000)
        check((await ana.token()) !== old, 'the token of the ended sign-in is still handed out')
        equal(await w.whoIs(ana), '789', 'who it is')
      }),

      scene(`a sign-out while another session is reading ${how} is noticed all the same`, async w => {
        const store = mapStore({ watches })
        const view = store.view()
        const [here, there] = [w.session({ store }), w.session({ store: view })]
        const old = await here.token()
        await there.token()
        await w.pass(1000)
        await there.token()
        let reading = false
        view.after = async operation => {
          if (operation !== 'load' || reading) return
          reading = true
          await here.logout()
        }
        await w.pass(500)
        const [key, found] = [...store.records][0] ?? []
        if (key !== undefined && found !== undefined) await store.commit(key, found.record, found.version)
        await there.token()
        await w.calm()
        equal(reading, true, 'it was read')
        await w.pass(1000)
        check((await there.token()) !== old, 'the old token is still handed out')
      }),

      scene(`a sign-out between reading a token from ${how} and holding it is noticed`, async w => {
        const store = mapStore({ watches })
        const view = store.view()
        const [here, there] = [w.session({ store }), w.session({ store: view })]
        const old = await here.token()
        view.after = async operation => {
          view.after = undefined
          if (operation === 'load') await here.logout()
        }
        await there.token()
        await w.pass(1000)
        check((await there.token()) !== old, 'the old token is still handed out')
      }),
    ]
  })
}

function stored(): ContractCase[] {
  return [
    scene(
      'nobody signed an API key’s sessions out: after a sign-out elsewhere their next use signs in',
      async w => {
        const store = mapStore({ watches: true })
        const [here, there] = [w.session({ store }), w.session({ store })]
        const ana = there.as(789)
        await ana.token()
        await there.token()
        await here.logout()
        await w.pass(1000)
        equal(`${there.state.status},${ana.state.status}`, 'idle,idle', 'what the others are')
        equal(w.count(login), 1, 'logins before they are used')
        equal(await w.whoIs(ana), '789', 'who the user’s session is')
        equal(await w.whoIs(there), '1', 'who the API key’s session is')
        equal(w.count(login), 2, 'logins')
        equal(await w.code(here.token()), 'signed_out', 'the one that signed out')
      },
    ),

    // @promise logout-rejects-without-tombstone
    scene(
      'logout() rejects only if the tombstone could not be written; the token is revoked all the same',
      async w => {
        const store = mapStore()
        const looker = w.session({ store })
        const old = await looker.token()
        store.before = operation => {
          if (operation === 'commit') throw new Error('disk full')
        }
        equal(await w.drive(w.code(looker.logout())), 'store_failed', 'code')
        equal(looker.state.status, 'signed_out', 'status')
        equal(await w.code(looker.token()), 'signed_out', 'a use afterwards')
        equal(await w.isLive(old), false, 'the old token')
        store.before = undefined
        await looker.logout()
        equal(kindsIn(store), 'signed_out', 'what is stored once the store works again')
      },
    ),

    // @promise tombstone-is-tried-for-10-s
    scene('a sign-out is tried for 10 s, whatever `retry` says; its token is revoked meanwhile', async w => {
      const store = mapStore()
      const looker = w.session({ store, retry: { attempts: 1 } })
      const other = w.session({ store: store.view() })
      const [old, minted] = [await looker.token(), await looker.as(789).token()]
      equal(await other.token(), old, 'the token is shared')
      store.before = operation => {
        if (operation === 'commit') throw new Error('READONLY')
      }
      const leaving = looker.logout()
      await w.pass(100)
      equal(`${await w.isLive(old)} ${await w.isLive(minted)}`, 'false false', 'whether tokens live on')
      await w.pass(9400)
      store.before = undefined
      await w.pass(250)
      equal((await leaving).revoked, true, 'revoked')
      equal(kindsIn(store).split(',')[0], 'signed_out', 'what is stored')
      equal(w.count(logout), 2, 'revocations')
    }),

    // @promise never-a-forgotten-sign-out
    scene('a sign-out that loses a race with a renewal is not forgotten', async w => {
      const store = mapStore()
      const [here, there] = [w.session({ store }), w.session({ store })]
      await Promise.all([here.token(), there.token()])
      await w.pass(3_300_000)
      let raced = false
      store.before = async operation => {
        if (operation !== 'commit' || raced) return
        raced = true
        await there.token()
      }
      equal((await here.logout()).revoked, true, 'revoked')
      equal(kindsIn(store), 'signed_out', 'what is stored')
      equal(w.emulator.stats.live_tokens, 0, 'tokens that live on')
    }),

    scene('logout() of a session that never signed in ends the stored sign-in too', async w => {
      const store = mapStore()
      const token = await w.session({ store }).token()
      equal((await w.session({ store }).logout()).revoked, true, 'revoked')
      equal(await w.isLive(token), false, 'the token that was stored')
      equal(kindsIn(store), 'signed_out', 'what is stored')
    }),

    // @promise never-an-old-token-after-data-loss
    scene(
      'after the store lost its records a sign-out is not refused and no old token comes back',
      async w => {
        const store = mapStore()
        const [here, there] = [w.session({ store }), w.session({ store })]
        const old = await here.token()
        await there.token()
        store.records.clear()
        await w.pass(500)
        equal(await there.token(), old, 'absence means nothing')
        await here.logout()
        equal(kindsIn(store), 'signed_out', 'what is stored')
        store.records.clear()
        await w.pass(500)
        equal(await w.code(here.token()), 'signed_out', 'the tombstone expired: still signed out')
        await w.whoIs(there)
        check((await there.token()) !== old, 'the revoked token came back')
      },
    ),

    scene('the tombstone outlasts every token that it ended, also those obtained a moment ago', async w => {
      const store = mapStore()
      const keptUntilMs = () => [...store.records.values()][0]?.record.keepUntilMs ?? 0
      const looker = w.session({ store })
      await looker.token()
      await w.pass(3_000_000)
      await looker.logout()
      const first = keptUntilMs()
      const lifetimeMs = 3_600_000
      check(first >= w.clock.now() + lifetimeMs + 3_600_000, 'it may be forgotten too early')
      await w.pass(1000)
      await w.session({ store }).logout()
      check(keptUntilMs() >= first, 'the next tombstone may be forgotten earlier')
    }),
  ]
}
