import { type MapStore, mapStore, queueLock } from '../map-store.js'
import { type ContractCase, check, equal, memoryLock } from '../product.js'
import { login, scene, type World } from '../world.js'

/** Nobody is notified while a lock is held: a listener may do what it likes, also take that lock. */
export function lockedCases(): ContractCase[] {
  return [...bounds(), ...ways.map(silent)]
}

function bounds(): ContractCase[] {
  return [
    // @promise lock-is-held-around-the-token-request
    scene('the lock is held around the network grant only, and the store is read again inside', async w => {
      const lock = queueLock()
      const store = mapStore()
      const done: string[] = []
      const note = (what: string): void => void done.push(lock.holders.size > 0 ? `(${what})` : what)
      store.before = note
      const looker = w.session({
        ...{ store, lock },
        fetch(input, init) {
          note(new URL(String(input)).pathname.split('/').at(-1) ?? '')
          return w.fetch(input, init)
        },
      })
      await looker.fetch('/user')
      equal(done.join(' '), 'load (load) (login) (commit) user', 'what was done, under the lock in brackets')
    }),

    // @promise slow-token-request-costs-a-login
    scene(
      'a grant that outlasts the hold of the lock costs another login, never another identity',
      async w => {
        const store = mapStore()
        const lock = memoryLock({ clock: w.clock })
        const options = { store, lock, lockHoldMs: 1000 }
        const [first, second] = [w.session(options), w.session(options)]
        const held = w.hold(login)
        const slow = first.as(789).token()
        await held.arrived
        const fast = second.as(789).token()
        await w.pass(1000)
        await w.until(() => w.count(login) === 2)
        held.release()
        equal(await slow, await fast, 'both have the token that is stored')
        for (const looker of [first, second]) {
          equal(await w.whoIs(looker), '1', 'who it is')
          equal(await w.whoIs(looker.as(789)), '789', 'who the user is')
        }
        equal(w.count(login), 2, 'logins')
      },
    ),
  ]
}

function silent([when, what, act, options]: Way): ContractCase {
  // @promise no-notification-under-the-lock, never-a-deadlock-in-a-callback
  return scene(`nobody is notified while the lock is held: ${when}`, async w => {
    const lock = queueLock()
    const store = mapStore()
    const told: string[] = []
    const underLock: string[] = []
    const hear = (event: string): void => {
      told.push(event)
      if (lock.holders.size > 0) underLock.push(event)
    }
    const looker = w.session({ store, lock, onEvent: ({ type }) => hear(type), ...options })
    const ana = looker.as(789)
    looker.subscribe(() => hear('state'))
    ana.subscribe(() => hear('state of the user'))
    // One after the other, for the lock of the one is no matter of the other's.
    const calls = async (): Promise<void> => {
      await ana.fetch('/user')
      await looker.fetch('/user')
    }
    await act({ w, store, calls })
    equal(underLock.join(), '', 'what was told under the lock')
    check(told.includes(what), `nobody was told of ${what}, but of ${told.join()}`)
  })
}

interface Stage {
  readonly w: World
  readonly store: MapStore
  /** One call as the admin, and one as the user. */
  calls(): Promise<void>
}

type Way = [when: string, what: string, act: (stage: Stage) => Promise<void>, options?: { workspace?: 'dev' }]

const ways: Way[] = [
  ['when tokens are granted and renewed', 'renewed', renew],
  [
    'when tokens are rejected',
    'rejected',
    async ({ w, calls }) => {
      await calls()
      for (const id of [1, 789]) w.emulator.revoke({ user_id: id })
      await w.pass(1000)
      await calls()
    },
  ],
  [
    'when a token cannot be stored',
    'store_failure',
    async ({ store, calls }) => {
      store.before = operation => {
        if (operation === 'commit') throw new Error('disk full')
      }
      await calls()
    },
  ],
  [
    'when somebody else stored a token meanwhile',
    'revoked',
    async ({ w, store, calls }) => {
      const other = w.session({ store: store.view() })
      let raced = false
      store.before = async operation => {
        if (operation !== 'commit' || raced) return
        raced = true
        await other.token()
      }
      await calls()
    },
  ],
  [
    'when a record turns bad between two looks',
    'record_set_aside',
    async ({ w, store, calls }) => {
      await calls()
      const bad = (key: string): void => {
        const keepUntilMs = w.clock.now() + 1e9
        store.records.set(key, { record: { value: 'not a record', keepUntilMs }, version: 'bad' })
      }
      await w.pass(3_700_000)
      let looks = 0
      store.before = (operation, key) => {
        if (operation === 'load' && ++looks > 1) bad(key)
      }
      await calls()
    },
  ],
  ['when a new token is moved to its workspace', 'workspace_reset', renew, { workspace: 'dev' }],
]

async function renew({ w, calls }: Stage): Promise<void> {
  await calls()
  await w.pass(3_300_000)
  await calls()
}
