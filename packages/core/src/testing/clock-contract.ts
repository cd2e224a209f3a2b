import type { Clock } from '../runtime/clock.js'
import { type ContractCase, check, equal } from './contract.js'

/** What the Clock contract needs of the clock under test. */
export interface ClockContractOptions {
  readonly clock: Clock
  /** Lets `ms` milliseconds pass on that clock: really waits, or advances a simulated one. */
  readonly pass: (ms: number) => Promise<void>
}

const thirtyDaysMs = 30 * 24 * 3600 * 1000

/** What every Clock must do. */
export function clockContract({ clock, pass }: ClockContractOptions): ContractCase[] {
  return [
    {
      name: 'now() is milliseconds since 1970',
      async run() {
        const now = clock.now()
        check(
          Number.isFinite(now) && now > Date.UTC(2000, 0, 1) && now < Date.UTC(3000, 0, 1),
          `now() is ${now}`,
        )
      },
    },
    {
      name: 'the monotonic clock moves on and never back',
      async run() {
        const before = clock.monotonic()
        await pass(20)
        const after = clock.monotonic()
        check(after - before >= 15, `20 ms later, monotonic() went from ${before} to ${after}`)
      },
    },
    {
      name: 'a timer fires once, not before its delay',
      async run() {
        const startedMs = clock.monotonic()
        const fired: number[] = []
        clock.setTimer(() => fired.push(clock.monotonic() - startedMs), 20)
        equal(fired.length, 0, 'timers that fired before setTimer returned')
        await pass(200)
        equal(fired.length, 1, 'how often it fired')
        check((fired[0] ?? 0) >= 19, `it fired after ${fired[0]} ms`)
      },
    },
    {
      name: 'a cancelled timer does not fire, and cancelling twice or late does no harm',
      async run() {
        const fired: number[] = []
        const cancel = clock.setTimer(() => fired.push(1), 10)
        cancel()
        cancel()
        const late = clock.setTimer(() => fired.push(1), 1)
        await pass(200)
        late()
        equal(fired.length, 1, 'timers that fired')
      },
    },
    {
      name: 'a delay of 30 days does not fire at once, and can be cancelled',
      async run() {
        const fired: number[] = []
        const cancel = clock.setTimer(() => fired.push(1), thirtyDaysMs)
        await pass(30)
        cancel()
        equal(fired.length, 0, 'timers that fired because the delay overflowed')
      },
    },
    {
      name: 'a delay of 0 or less fires soon, but not at once',
      async run() {
        const fired: number[] = []
        for (const delayMs of [0, -5]) clock.setTimer(() => fired.push(1), delayMs)
        equal(fired.length, 0, 'timers that fired before setTimer returned')
        await pass(100)
        equal(fired.length, 2, 'timers that fired')
      },
    },
  ]
}
