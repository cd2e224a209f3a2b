import { application, codeOf } from '../application.js'
import { mapStore } from '../map-store.js'
import { type ContractCase, check, equal, type SessionOptions } from '../product.js'
import { credentials, login, loginUser, scene, type World } from '../world.js'

const never = (): Promise<never> => new Promise(() => {})

/** A credentials provider that hangs while `hangs` is true. */
function provider() {
  const self = {
    hangs: false,
    asked: 0,
    credentials: () => {
      self.asked++
      return self.hangs ? never() : credentials
    },
  }
  return self
}

/** Promise 8: a credentials provider that hangs costs its callers 30 s at most, and nobody else anything. */
export function hangingProviderCases(): ContractCase[] {
  const uses: [string, (w: World, options: Partial<SessionOptions>) => Promise<unknown>][] = [
    ['token()', (w, options) => w.session(options).token()],
    ['fetch()', (w, options) => w.session(options).fetch('/user')],
    ['login()', (w, options) => w.session(options).login()],
    ['as(id).token()', (w, options) => w.session(options).as(789).token()],
  ]
  return [
    ...uses.flatMap(([name, use]) =>
      ([120_000, 5000, 0] as const).map(timeoutMs =>
        // @promise hanging-provider-blocks-no-call
        scene(`${name} ends though the credentials provider hangs (timeoutMs: ${timeoutMs})`, async w => {
          const source = provider()
          source.hangs = true
          const store = mapStore()
          const work = w.failure(use(w, { credentials: source.credentials, store, timeoutMs }))
          let ended = false
          void work.then(() => {
            ended = true
          })
          const boundMs = Math.min(timeoutMs || 30_000, 30_000)
          await w.pass(boundMs - 1)
          equal(ended, false, 'ended before its bound')
          await w.pass(boundMs + 2)
          const error = (await work) as { code: string; message: string }
          equal(error.code, 'timeout', 'code')
          check(
            error.message.includes('credentials provider'),
            `the error names the provider: ${error.message}`,
          )
        }),
      ),
    ),

    scene('once the credentials provider works again, so does the session', async w => {
      const source = provider()
      source.hangs = true
      const looker = w.session({ credentials: source.credentials })
      const first = w.code(looker.token())
      await w.pass(30_000)
      equal(await first, 'timeout', 'the call that waited')
      source.hangs = false
      await w.pass(1000)
      equal(await w.whoIs(looker), '1', 'who it is')
    }),

    // @promise hanging-provider-blocks-no-call
    scene(
      'logout() and close() end though the credentials provider hangs, and login() works after it',
      async w => {
        const source = provider()
        source.hangs = true
        const looker = w.session({ credentials: source.credentials, store: mapStore() })
        const call = w.code(looker.token())
        const out = w.code(looker.logout())
        await w.pass(40_000)
        equal(await out, 'store_failed', 'logout(), which does not know its record')
        equal(await call, 'signed_out', 'the call that waited')
        source.hangs = false
        await looker.login()
        equal(await w.whoIs(looker), '1', 'who it is')
        source.hangs = true
        const closed = looker.close()
        await w.pass(40_000)
        await closed
      },
    ),

    scene(
      'a user whose token is valid is served though the admin holds none and the provider hangs',
      async w => {
        const source = provider()
        const looker = w.session({ credentials: source.credentials, store: mapStore() })
        const ana = looker.as(789)
        const token = await ana.token()
        await w.pass(1_800_000)
        w.emulator.revoke({ user_id: 1 })
        w.emulator.faults.add({ match: { path: '*/login' }, times: 'always', status: 500 })
        await w.drive(w.failure(looker.fetch('/user')))
        source.hangs = true
        await w.pass(60_000)
        equal(await ana.token(), token, 'the token')
      },
    ),

    scene('another user’s page gets its token from the token endpoint though the provider hangs', async w => {
      const source = provider()
      const session = w.session({ credentials: source.credentials, background: true })
      const app = application(w, { session })
      app.signedIn.set('a', { userId: '789', sessionId: 'ana-1' })
      const ask = () => app.ask({ operation: 'token', user_id: '789' }, { cookie: 'a' })
      equal((await ask()).status, 200, 'the first answer')
      source.hangs = true
      await w.pass(2_700_000 + 800_000)
      const waits = ask()
      await w.pass(40_000)
      const later = await waits
      check(later.status === 200 || (await codeOf(later)).startsWith('503'), 'the page hears in time')
    }),

    // @promise provider-is-asked-at-logins-only
    scene('the credentials provider is asked at logins only: twice for 50 users on a store', async w => {
      const source = provider()
      const looker = w.session({ credentials: source.credentials, store: mapStore() })
      await Promise.all(Array.from({ length: 50 }, (_, at) => looker.as(at % 2 ? 789 : 2).token()))
      equal(w.count(login), 1, 'logins')
      check(w.count(loginUser(789)) === 1, 'sudo logins')
      check(source.asked <= 2, `it was asked ${source.asked} times`)
      const { asked } = source
      for (let second = 0; second < 10; second++) {
        await w.pass(1000)
        await looker.as(789).token()
      }
      equal(source.asked, asked, 'how often it is asked while nobody signs in')
    }),

    scene('a provider that hangs again at each login is asked once for each', async w => {
      const source = provider()
      source.hangs = true
      const looker = w.session({ credentials: source.credentials })
      const calls = Array.from({ length: 100 }, () => w.code(looker.token()))
      await w.pass(30_000)
      equal((await Promise.all(calls)).join(), calls.map(() => 'timeout').join(), 'codes')
      equal(source.asked, 1, 'how often it was asked')
    }),
  ]
}
