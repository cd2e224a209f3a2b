import type { Lock } from '../../stores/lock.js'
import { type ContractCase, check } from '../contract.js'

/** A fresh lock. */
export interface LockUnderTest {
  readonly lock: Lock
  /** Another handle on the same locks, such as another process would have. Default: `lock` itself. */
  readonly other?: Lock
  /** Takes away what the locks left. */
  destroy?(): Promise<void>
}

/** What the Lock contract needs of the lock under test. */
export interface LockContractOptions {
  /** Called once for each case. */
  readonly createLock: () => Promise<LockUnderTest> | LockUnderTest
  /** Lets `ms` milliseconds pass on the lock's clock. Default: really waits. */
  readonly pass?: (ms: number) => Promise<void>
}

/** What a case works with. */
export interface LockBench {
  readonly lock: Lock
  readonly other: Lock
  pass(ms: number): Promise<void>
  /** Lets time pass until the condition holds; throws after 20 s. */
  until(holds: () => boolean, what: string): Promise<void>
}

/** Makes a case that gets a lock of its own. */
export type LockCase = (name: string, run: (bench: LockBench) => Promise<void>) => ContractCase

/** Bounds that no case reaches. */
export const patient = { waitMs: 60_000, holdMs: 60_000 }

export function lockCases({ createLock, pass = wait }: LockContractOptions): LockCase {
  return (name, run) => ({
    name,
    async run() {
      const under = await createLock()
      const until: LockBench['until'] = async (holds, what) => {
        for (let turn = 0; turn < 2000 && !holds(); turn++) await pass(10)
        check(holds(), `not within 20 s: ${what}`)
      }
      try {
        await run({ lock: under.lock, other: under.other ?? under.lock, pass, until })
      } finally {
        await under.destroy?.()
      }
    },
  })
}

/** A task that runs until it is stopped. */
export interface OpenTask {
  readonly run: (held: boolean) => Promise<string>
  /** Undefined until it began. */
  readonly held: () => boolean | undefined
  end(): void
}

export function openTask(): OpenTask {
  let seen: boolean | undefined
  let end: () => void = () => {}
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  return {
    async run(held) {
      seen = held
      await ended
      return 'done'
    },
    held: () => seen,
    end,
  }
}

function wait(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
