import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal } from '../product.js'
import { credentials, login, loginUser, otherCredentials, scene } from '../world.js'
import { times } from './times.js'

const wrong = { ...credentials, clientSecret: 'no such secret %2B+&=ü' }

/** What is done, and not done, after a grant failed. */
export function refusalCases(): ContractCase[] {
  return [...denied(), ...retried()]
}

function denied(): ContractCase[] {
  return [
    // @promise denied-for-30-s
    scene(
      'wrong credentials are not hammered for ever: denied fails fast for 30 s, then asks once more',
      async w => {
        const looker = w.session({ credentials: wrong })
        for (let count = 0; count < 10; count++)
          equal(await w.code(looker.token()), 'bad_credentials', 'code')
        equal(w.count(login), 1, 'logins')
        equal(looker.state.status, 'denied', 'status')
        await w.pass(29_999)
        const error = await w.failure(looker.token())
        check(String(error).includes('asks Looker again in 1 ms'), 'the error says when it is asked next')
        await w.pass(1)
        equal(await w.code(looker.token()), 'bad_credentials', 'code')
        equal(w.count(login), 2, 'logins')
      },
    ),

    // @promise denied-ends-early
    scene('denied is left early by login()', async w => {
      let given = wrong
      const looker = w.session({ credentials: () => given })
      await w.code(looker.token())
      given = credentials
      await looker.login()
      equal(await w.whoIs(looker), '1', 'who it is')
    }),

    // @promise denied-ends-early
    scene('denied is left early by changed credentials', async w => {
      let given = wrong
      const looker = w.session({ credentials: () => given })
      await w.code(looker.token())
      given = credentials
      equal(await w.whoIs(looker), '1', 'who it is')
      equal(w.count(login), 2, 'logins')
    }),

    scene('a user’s session does not stay denied for what the admin’s credentials were refused', async w => {
      let given = wrong
      const looker = w.session({ credentials: () => given })
      const ana = looker.as(789)
      equal(await w.code(ana.token()), 'bad_credentials', 'code')
      equal(await w.code(ana.token()), 'bad_credentials', 'code')
      equal(w.count(login), 1, 'logins with the wrong secret')
      given = credentials
      equal(await w.whoIs(ana), '789', 'once the credentials changed')

      given = wrong
      await w.pass(3_700_000)
      equal(await w.code(ana.token()), 'bad_credentials', 'code')
      w.emulator.faults.add({ match: { path: '*/login' }, json: { message: 'never' } })
      given = credentials
      w.emulator.faults.clear()
      await looker.login()
      equal(await w.whoIs(ana), '789', 'once the admin signed in')
    }),

    scene(
      'credentials that changed while a refused renewal kept the old token are tried at once when it expires',
      async w => {
        let given = credentials
        const looker = w.session({ credentials: () => given, background: true })
        await looker.token()
        given = wrong
        await w.pass(51_000)
        await looker.token()
        await w.until(() => looker.state.error !== undefined)
        await w.pass(1000)
        equal(looker.state.error?.code, 'bad_credentials', 'why the renewal failed')
        await w.pass(8000)
        equal(await w.code(looker.token()), 'bad_credentials', 'after hard expiry')
        equal(w.count(login), 2, 'logins with the wrong secret')
        given = credentials
        equal(await w.whoIs(looker), '1', 'at once')
      },
      { options: { tokenLifetimeSeconds: 60 } },
    ),

    // @promise denied-callers-ask-once
    scene('50 callers of a denied session at once ask the credentials provider once', async w => {
      let asked = 0
      const provider = () => {
        asked++
        return wrong
      }
      const looker = w.session({ credentials: provider })
      await w.code(looker.token())
      equal(looker.state.status, 'denied', 'status')
      asked = 0
      const codes = await Promise.all(times(50, () => w.code(looker.token())))
      equal([...new Set(codes)].join(), 'bad_credentials', 'codes')
      equal(asked, 1, 'how often it was asked')
      equal(w.count(login), 1, 'logins')
    }),

    scene('an unknown user is denied for 30 s, and nobody else with them', async w => {
      const looker = w.session()
      for (let count = 0; count < 5; count++)
        equal(await w.code(looker.as(4711).token()), 'unknown_user', 'code')
      equal(w.count(loginUser(4711)), 1, 'sudo logins')
      equal(await w.whoIs(looker.as(789)), '789', 'another user')
      equal(await w.whoIs(looker), '1', 'the admin')
    }),

    // @promise new-client-id-begins-a-new-record
    scene(
      'a key of another user: a new record begins, and the old token serves until its hard expiry',
      async w => {
        let given = credentials
        const store = mapStore()
        const looker = w.session({ credentials: () => given, store })
        equal(await w.whoIs(looker), '1', 'with the first key')
        const [first] = [...store.records]
        given = otherCredentials
        equal(await w.whoIs(looker), '1', 'while the old token is good')
        await w.pass(3_700_000)
        equal(await w.whoIs(looker), '2', 'afterwards')
        equal(store.records.size, 2, 'records')
        equal(store.records.get(first?.[0] ?? ''), first?.[1], 'the first record')
      },
    ),
  ]
}

function retried(): ContractCase[] {
  return [
    // @promise login-is-retried
    scene('a login is tried again after network errors and 5xx', async w => {
      w.emulator.faults.add({ match: { path: '*/login' }, drop: true })
      w.emulator.faults.add({ match: { path: '*/login' }, status: 503 })
      equal(await w.drive(w.whoIs(w.session())), '1', 'who it is')
      equal(w.count(login), 3, 'logins')
    }),

    scene('a login that hangs is given up after timeoutMs, and tried again', async w => {
      w.emulator.faults.add({ match: { path: '*/login' }, delayMs: 3_600_000 })
      const looker = w.session({ timeoutMs: 2000 })
      const call = w.whoIs(looker)
      await w.pass(1999)
      equal(w.count(login), 1, 'logins before')
      equal(await w.drive(call), '1', 'who it is')
      equal(w.count(login), 2, 'logins')
      w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', delayMs: 3_600_000 })
      await w.drive(looker.logout())
      equal(await w.drive(w.code(looker.login())), 'timeout', 'code when it hangs each time')
    }),

    // @promise retry-after-is-honoured
    scene('Retry-After is honoured: a rate limit is not answered by retrying sooner', async w => {
      w.emulator.faults.add({ match: { path: '*/login' }, status: 429, retryAfter: 3 })
      const looker = w.session()
      const call = looker.token()
      await w.pass(2999)
      equal(w.count(login), 1, 'logins after 2.999 s')
      await w.drive(call)
      equal(w.count(login), 2, 'logins')
    }),

    // @promise retry-after-is-honoured
    scene(
      'a Retry-After beyond the bound fails at once with retryAfterMs, shared by all callers',
      async w => {
        w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', status: 429, retryAfter: 60 })
        const looker = w.session()
        const errors = await Promise.all([1, 2, 3].map(() => w.failure(looker.token())))
        for (const error of errors)
          equal((error as { retryAfterMs?: number }).retryAfterMs, 60_000, 'retryAfterMs')
        await w.pass(20_000)
        const later = (await w.failure(looker.token())) as {
          code: string
          retryAfterMs?: number
          retryable: boolean
        }
        equal(later.code, 'rate_limited', 'code')
        equal(later.retryAfterMs, 40_000, 'retryAfterMs 20 s later')
        equal(later.retryable, true, 'retryable')
        equal(w.count(login), 1, 'logins')
        equal(looker.state.status, 'failed_for_now', 'status')
        w.emulator.faults.clear()
        await w.pass(40_000)
        equal(await w.whoIs(looker), '1', 'once the time has passed')
      },
    ),

    scene('failed for now is left early by login()', async w => {
      w.emulator.faults.add({ match: { path: '*/login' }, status: 429, retryAfter: 60 })
      const looker = w.session()
      equal(await w.code(looker.token()), 'rate_limited', 'code')
      await looker.login()
      equal(w.count(login), 2, 'logins')
    }),

    scene('the cool-down grows with each failure, up to 30 s, and ends with success', async w => {
      w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', status: 503 })
      const looker = w.session({ retry: { attempts: 1 } })
      const waits: number[] = []
      for (let count = 0; count < 8; count++) {
        await w.failure(looker.token())
        const error = (await w.failure(looker.token())) as { retryAfterMs: number }
        waits.push(error.retryAfterMs)
        await w.pass(error.retryAfterMs)
      }
      equal(waits.join(), '750,1500,3000,6000,12000,22500,22500,22500', 'waits')
      equal(w.count(login), 8, 'logins')
      w.emulator.faults.clear()
      await looker.token()
    }),

    // @promise errors-say-what-to-do
    scene('errors say what to do: code, status, server’s message, retryable, hint', async w => {
      const error = (await w.failure(w.session({ credentials: wrong }).token())) as Record<string, unknown>
      equal(error.code, 'bad_credentials', 'code')
      equal(error.status, 404, 'status')
      equal(error.serverMessage, 'Not found', 'serverMessage')
      equal(error.retryable, false, 'retryable')
      check(/API key/.test(String(error.hint)), 'the hint names the likely cause')
    }),
  ]
}
