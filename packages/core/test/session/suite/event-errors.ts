import { mapStore } from '../map-store.js'
import { AuthError, type ContractCase, check, equal, type SessionEvent } from '../product.js'
import { login, logout, scene, type World } from '../world.js'

/** Ways to an event that carries an error. Each throws what repeats the secret that it is given. */
const ways: [
  what: string,
  type: SessionEvent['type'],
  code: string,
  act: (w: World, refuse: (secret?: string) => never) => Promise<void>,
][] = [
  [
    'a login that is refused',
    'grant_failed',
    'request_refused',
    async w => {
      w.emulator.faults.add({ match: { path: '*/login' }, status: 422 })
      await w.failure(w.session().token())
    },
  ],
  [
    'a credentials provider that fails',
    'grant_failed',
    'configuration',
    async (w, refuse) => {
      await w.failure(w.session({ credentials: () => refuse() }).token())
    },
  ],
  [
    'a token that cannot be ended',
    'revoked',
    'unavailable',
    async w => {
      const looker = w.session({ retry: { attempts: 1 } })
      await looker.token()
      w.emulator.faults.add({ match: { path: '*/logout' }, times: 'always', status: 503 })
      await looker.logout()
      check(w.count(logout) > 0, 'a sign-out was sent')
    },
  ],
  [
    'a store that cannot be read',
    'store_failure',
    'store_failed',
    async (w, refuse) => {
      const store = mapStore()
      store.before = operation => (operation === 'load' ? refuse() : undefined)
      await w.session({ store }).token()
    },
  ],
  [
    'a store that cannot be written',
    'store_failure',
    'store_failed',
    async (w, refuse) => {
      const store = mapStore()
      store.commit = async (_, { value }) => refuse(value)
      await w.session({ store }).token()
    },
  ],
  [
    'a store that says why in an AuthError',
    'store_failure',
    'store_failed',
    async w => {
      const store = mapStore()
      store.commit = async (_, { value }) => {
        throw new AuthError('store_failed', { message: `Cannot write ${value}.` })
      }
      await w.session({ store }).token()
    },
  ],
  [
    'a store that cannot be watched',
    'store_failure',
    'store_failed',
    async (w, refuse) => {
      const store = mapStore()
      store.watch = () => refuse()
      await w.session({ store }).token()
    },
  ],
  [
    'a lock that fails',
    'store_failure',
    'store_failed',
    async (w, refuse) => {
      await w.session({ store: mapStore(), lock: { run: async () => refuse() } }).token()
    },
  ],
]

/** What an event's error says, and to whom: to a log that keeps JSON too. */
export function eventErrorCases(): ContractCase[] {
  return ways.map(([what, type, code, act]) =>
    scene(`the event of ${what} says what happened and what to do next, in JSON too`, async w => {
      await act(w, (secret = '') => {
        const cause = Object.assign(new Error(`cause ${secret}`), { code: 'EIO', request: { secret } })
        throw Object.assign(new Error(`refused ${secret}`, { cause }), { options: { secret } })
      })
      const event = w.events.find(said => said.type === type)
      const error = event !== undefined && 'error' in event ? event.error : undefined
      check(AuthError.is(error), `the error of ${type} is an AuthError`)
      equal(error?.code, code, 'code')
      const shown = JSON.parse(JSON.stringify(event))
      equal(shown.error.code, code, 'the code in JSON')
      equal(shown.error.message, error?.message, 'the message in JSON')
      equal(shown.error.hint, error?.hint, 'the hint in JSON')
      equal(shown.error.status, error?.status, 'the status in JSON')
      equal(shown.error.retryable, error?.retryable, 'retryable in JSON')
      check(shown.error.hint.length > 0, 'a hint')
      const cause = error?.cause as Error | undefined
      equal(shown.error.cause?.message, cause?.message, 'what the cause says')
      w.showsNoSecret([event, JSON.stringify(event)])
      check(w.count(login) <= 1, 'one login')
    }),
  )
}
