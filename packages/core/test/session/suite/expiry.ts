import { type ContractCase, check, equal } from '../product.js'
import { countingRandom, login, scene } from '../world.js'

const hour = 3_600_000

/** When a token is renewed, and when it is no longer served. */
export function expiryCases(): ContractCase[] {
  return [...clocks(), ...lifetimes(), ...renewal()]
}

function clocks(): ContractCase[] {
  return [
    // @promise lifetime-counts-from-the-request
    scene('expiry counts from when the login was sent, not from when it was answered', async w => {
      const looker = w.session()
      const held = w.hold(login)
      const sentMs = w.clock.now()
      const call = looker.token()
      await held.arrived
      await w.pass(60_000)
      held.release()
      await call
      equal(looker.state.expiresAtMs, sentMs + hour - 10_000, 'hard expiry')
    }),

    // @promise either-clock-expires-a-token
    scene('a token is expired when the wall clock says so: waking from sleep renews it', async w => {
      const looker = w.session()
      await looker.token()
      w.sleep(2 * hour)
      equal(await w.whoIs(looker), '1', 'after sleep')
      equal(w.count(login), 2, 'logins')
      equal(w.count('GET /api/4.0/user'), 1, 'the dead token was not even tried')
    }),

    // @promise either-clock-expires-a-token
    scene(
      'a token is expired when the monotonic clock says so: a clock set back does not keep it alive',
      async w => {
        const looker = w.session()
        await looker.token()
        w.clock.jumpWall(-10 * hour)
        await w.pass(hour)
        equal(await w.whoIs(looker), '1', 'an hour later')
        equal(w.count(login), 2, 'logins')
      },
    ),

    // @promise never-a-storm-after-a-clock-jump
    scene('a clock that jumps back and forth causes no storm of logins', async w => {
      const looker = w.session()
      for (let count = 0; count < 50; count++) {
        w.clock.jumpWall(count % 2 === 0 ? 5 * hour : -5 * hour)
        await Promise.all([looker.token(), looker.token(), looker.token()])
      }
      check(w.count(login) <= 27, `${w.count(login)} logins`)
    }),

    // @promise never-a-storm-after-a-clock-jump
    scene('a wrong clock does not matter: expiry is counted by our own', async w => {
      w.clock.jumpWall(-365 * 24 * hour)
      const looker = w.session()
      await looker.token()
      await w.pass(hour / 2)
      equal(await w.whoIs(looker), '1', 'half an hour later')
      equal(w.count(login), 1, 'logins')
    }),
  ]
}

function lifetimes(): ContractCase[] {
  return [
    // @promise short-and-long-lifetimes-work
    scene(
      'a lifetime of 5 s works: one login for most of it, not a login for every call',
      async w => {
        const looker = w.session()
        for (let count = 0; count < 100; count++) {
          equal(await w.whoIs(looker), '1', 'who it is')
          await w.pass(100)
        }
        check(w.count(login) >= 2 && w.count(login) <= 4, `${w.count(login)} logins in 10 s`)
      },
      { options: { tokenLifetimeSeconds: 5 } },
    ),

    scene(
      'a lifetime of 1 s works',
      async w => {
        const looker = w.session()
        for (let count = 0; count < 20; count++) {
          equal(await w.whoIs(looker), '1', 'who it is')
          await w.pass(100)
        }
        check(w.count(login) <= 4, `${w.count(login)} logins in 2 s`)
      },
      { options: { tokenLifetimeSeconds: 1 } },
    ),

    // @promise short-and-long-lifetimes-work
    scene(
      'a lifetime of 30 days works: no timer past 24.8 days fires at once, for there is none',
      async w => {
        const looker = w.session()
        await looker.token()
        equal(w.clock.pendingTimers(), 0, 'timers')
        await w.pass(29 * 24 * hour)
        equal(await w.whoIs(looker), '1', 'after 29 days')
        equal(w.count(login), 1, 'logins')
        await w.pass(2 * 24 * hour)
        equal(await w.whoIs(looker), '1', 'after 31 days')
        equal(w.count(login), 2, 'logins')
      },
      { options: { tokenLifetimeSeconds: 30 * 24 * 3600 } },
    ),

    // @promise soft-expiry-has-a-random-draw
    scene('a fleet does not renew in the same second: soft expiry has a draw for each token', async w => {
      const draws = [0, 0.1, 0.25, 0.5, 0.75, 0.999]
      const sessions = draws.map((draw, index) => w.session({ random: countingRandom(index, draw) }))
      await Promise.all(sessions.map(session => session.token()))
      const renewals = sessions.map(({ state }) => (state.renewsAtMs ?? 0) - w.clock.now())
      equal(new Set(renewals.map(ms => Math.floor(ms / 1000))).size, draws.length, 'different seconds')
      check(Math.max(...renewals) - Math.min(...renewals) > 60_000, 'they are spread over more than a minute')
    }),
  ]
}

function renewal(): ContractCase[] {
  return [
    scene(
      'from soft expiry on a call starts one renewal in the background, and the valid token is served',
      async w => {
        const looker = w.session({ background: true })
        const old = await looker.token()
        await w.pass(3_300_000)
        const held = w.hold(login)
        const during = await Promise.all([looker.token(), looker.token(), looker.token()])
        equal(
          during.every(token => token === old),
          true,
          'the old token is served',
        )
        equal(looker.state.status, 'renewing', 'status')
        await held.arrived
        held.release()
        await w.pass(0)
        check((await looker.token()) !== old, 'the new token is served')
        equal(w.count(login), 2, 'logins')
      },
    ),

    // @promise renewal-in-the-foreground
    scene('on runtimes that stop after the response, renewal is in the foreground', async w => {
      const looker = w.session()
      const old = await looker.token()
      await w.pass(3_300_000)
      check((await looker.token()) !== old, 'it did not wait for the renewal')
      equal(w.count(login), 2, 'logins')
    }),

    // @promise wait-until-gets-the-renewal
    scene(
      'a renewal started on an edge runtime leaves: waitUntil gets its promise, for a session or a call',
      async w => {
        const work: Promise<unknown>[] = []
        const waitUntil = (promise: Promise<unknown>): void => void work.push(promise)
        const ways: ((fresh: ReturnType<typeof w.session>) => Promise<unknown>)[] = [
          session => session.token({ waitUntil }),
          session => session.fetch('/user', { waitUntil }),
        ]
        for (const way of ways) {
          const looker = w.session()
          await looker.token()
          await w.pass(3_300_000)
          await way(looker)
          equal(looker.state.status, 'renewing', 'status when the call was answered')
          await work.at(-1)
          equal(looker.state.status, 'signed_in', 'status when the work is done')
        }
        const whole = w.session({ background: waitUntil })
        await whole.token()
        await w.pass(3_300_000)
        await whole.token()
        equal(work.length, 4, 'works handed over: the login of the last session too')
      },
    ),

    // @promise failed-renewal-keeps-the-token
    scene(
      'a background failure is no unhandled rejection: the token that is still valid is kept, and renewed later',
      async w => {
        const looker = w.session({ background: true, retry: { attempts: 1 } })
        const old = await looker.token()
        await w.pass(3_300_000)
        w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', drop: true })
        for (let count = 0; count < 20; count++) {
          equal(await looker.token(), old, 'the valid token')
          await w.pass(10)
        }
        equal(w.count(login), 2, 'logins: one failure, then patience')
        equal(looker.state.status, 'signed_in', 'status')
        equal(looker.state.error?.code, 'network', 'why it was not renewed')
        w.emulator.faults.clear()
        await w.pass(2000)
        await looker.token()
        await w.pass(10)
        check((await looker.token()) !== old, 'it was renewed later')
        equal(looker.state.error, undefined, 'the error is over')
      },
    ),

    scene('a failed foreground renewal costs its callers nothing while the token is valid', async w => {
      const looker = w.session({ retry: { attempts: 1 } })
      const old = await looker.token()
      await w.pass(3_300_000)
      w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', status: 503 })
      equal(await looker.token(), old, 'the valid token')
    }),

    scene('from hard expiry on callers wait, and get the renewal’s failure', async w => {
      const looker = w.session({ background: true, retry: { attempts: 1 } })
      await looker.token()
      await w.pass(hour - 9_000)
      w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', status: 503 })
      equal(await w.code(looker.token()), 'unavailable', 'code')
      w.emulator.faults.clear()
      await w.pass(1000)
      equal(await w.whoIs(looker), '1', 'once it is over')
    }),

    scene('callers wait for the renewal that is under way when the token expires meanwhile', async w => {
      const looker = w.session({ background: true })
      const old = await looker.token()
      await w.pass(3_500_000)
      const held = w.hold(login)
      await looker.token()
      await held.arrived
      await w.pass(95_000)
      const waiting = looker.token()
      held.release()
      check((await waiting) !== old, 'the expired token was served')
      equal(w.count(login), 2, 'logins')
    }),
  ]
}
