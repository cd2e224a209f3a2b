import type { Stored, StoredRecord, TokenStore } from '../../stores/token-store.js'
import { type ContractCase, equal } from '../contract.js'

/** A fresh, empty store. */
export interface StoreUnderTest {
  readonly store: TokenStore
  /** Another handle on the same data, such as another process would have. Default: `store` itself. */
  readonly other?: TokenStore
  /** Takes the store and its data away. */
  destroy?(): Promise<void>
}

/** What the TokenStore contract needs of the store under test. */
export interface StoreContractOptions {
  /** Called once for each case. */
  readonly createStore: () => Promise<StoreUnderTest> | StoreUnderTest
  /** The wall clock by which the store forgets, in milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** Lets `ms` milliseconds pass on that clock. Default: really waits. */
  readonly pass?: (ms: number) => Promise<void>
}

/** What a case works with. */
export interface StoreBench {
  readonly store: TokenStore
  readonly other: TokenStore
  /** A record to be kept for `keepMs` milliseconds from now on. Default: an hour. */
  record(value: string, keepMs?: number): StoredRecord
  pass(ms: number): Promise<void>
}

/** Makes a case that gets a store of its own. */
export type StoreCase = (name: string, run: (bench: StoreBench) => Promise<void>) => ContractCase

export function storeCases({ createStore, now = Date.now, pass = wait }: StoreContractOptions): StoreCase {
  return (name, run) => ({
    name,
    async run() {
      const under = await createStore()
      const record = (value: string, keepMs = 3_600_000): StoredRecord => ({
        value,
        keepUntilMs: Math.ceil(now() + keepMs),
      })
      try {
        await run({ store: under.store, other: under.other ?? under.store, record, pass })
      } finally {
        await under.destroy?.()
      }
    },
  })
}

/** Throws unless both are the same record in the same version. */
export function sameStored(actual: Stored | undefined, expected: Stored, what: string): void {
  sameRecord(actual, expected.record, what)
  equal(actual?.version, expected.version, `${what}: the version`)
}

/** Throws unless what is stored is that record. */
export function sameRecord(actual: Stored | undefined, expected: StoredRecord, what: string): void {
  equal(actual?.record.value, expected.value, `${what}: the value`)
  equal(actual?.record.keepUntilMs, expected.keepUntilMs, `${what}: keepUntilMs`)
}

function wait(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
