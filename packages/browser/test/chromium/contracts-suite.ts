import {
  encryptedStore,
  type Fetch,
  memoryStore,
  systemClock,
  systemRandom,
  type TokenStore,
} from '@looker-auth/core'
import {
  type ContractCase,
  clockContract,
  type FetchCapability,
  fetchContract,
  lockContract,
  randomContract,
  storeContract,
} from '@looker-auth/core/testing'
// These are core's own tests, and core is what they test.
import { sessionSuite } from '../../../core/test/session/suite.js'
import { indexedDbStore, sessionStorageStore, sharedSignOuts, webLock } from '../../src/index'
import { patientClock } from './patient-clock'

/** Where the Fetch contract's server answers. */
export interface Servers {
  readonly origin: string
  readonly otherOrigin: string
  readonly deadOrigin: string
}

/** What Chromium's fetch is unable to do. */
const lacking: readonly FetchCapability[] = ['set-cookie', 'request-streams', 'null-bodies']

/** Everything that has to hold in a browser, by topic; the session's own scenes only where they are asked for. */
export function contractsSuite(servers: Servers, withSession: boolean): Record<string, ContractCase[]> {
  const fetch: Fetch = (input, init) => globalThis.fetch(input, init)
  const pass = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
  const stores: Record<string, () => { store: TokenStore; other?: TokenStore }> = {
    indexedDbStore: () => indexedDbStores(false),
    'indexedDbStore with encryption': () => indexedDbStores(true),
    sessionStorageStore: () =>
      emptied(() => ({ store: sessionStorageStore(), other: sessionStorageStore() })),
    'sharedSignOuts around memoryStore': () => ({ store: sharedSignOuts(memoryStore()) }),
    'sharedSignOuts around an encrypted memoryStore': () => {
      const keys = { current: { id: 'one', key: new Uint8Array(32).fill(7) } }
      return { store: sharedSignOuts(encryptedStore(memoryStore(), keys)) }
    },
  }
  const session = Object.entries(withSession ? sessionSuite() : {}).map(
    ([topic, cases]) => [`the session, ${topic}`, cases] as const,
  )
  const storeTopics = Object.entries(stores).map(
    ([name, createStore]) => [`TokenStore: ${name}`, storeContract({ createStore })] as const,
  )
  return {
    Fetch: fetchContract({ ...servers, fetch, skip: lacking }),
    Clock: clockContract({ clock: systemClock(), pass }),
    Random: randomContract({ random: systemRandom() }),
    Lock: lockContract({ createLock: webLocks }),
    ...Object.fromEntries(storeTopics),
    ...Object.fromEntries(session),
  }
}

function indexedDbStores(encrypt: boolean) {
  const options = { name: `contract ${crypto.randomUUID()}`, encrypt, clock: patientClock(60) }
  return {
    store: indexedDbStore(options),
    other: indexedDbStore(options),
    destroy: async () => void indexedDB.deleteDatabase(options.name),
  }
}

function emptied<T>(create: () => T): T {
  sessionStorage.clear()
  return create()
}

function webLocks() {
  const prefix = `contract ${crypto.randomUUID()} `
  return { lock: webLock({ prefix }), other: webLock({ prefix }) }
}
