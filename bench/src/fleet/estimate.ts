import type { History } from './history'
import type { Track } from './tally'

/** How many there were from one second to another, and in the worst window of so many seconds. */
export function sumOf(
  { own, users }: Track,
  scale: number,
  [fromSecond, toSecond]: readonly [number, number],
  windowSeconds: number,
): { readonly total: number; readonly worst: number } {
  let total = 0
  let window = 0
  let worst = 0
  const at = (second: number): number => (own[second] ?? 0) + scale * (users[second] ?? 0)
  for (let second = fromSecond; second < toSecond; second++) {
    total += at(second)
    window += at(second)
    const left = second - windowSeconds
    if (left >= fromSecond) window -= at(left)
    worst = Math.max(worst, window)
  }
  return { total, worst }
}

/** Logins an hour of one identity, from several of them, and the standard error. */
export function loginRate(histories: readonly History[]): {
  readonly perHour: number
  readonly error: number
} {
  const count = histories.length
  const lengthMs = histories.reduce((sum, one) => sum + one.lengthMs, 0)
  if (lengthMs === 0) return { perHour: 0, error: 0 }
  const perMs = histories.reduce((sum, one) => sum + one.later, 0) / lengthMs
  const squares = histories.reduce((sum, one) => sum + (one.later - perMs * one.lengthMs) ** 2, 0)
  const error = count < 2 ? 0 : Math.sqrt(squares / (count * (count - 1))) / (lengthMs / count)
  return { perHour: perMs * 3_600_000, error: error * 3_600_000 }
}

/** The standard error of a mean. */
export function errorOfMean(samples: readonly number[]): number {
  const count = samples.length
  if (count < 2) return 0
  const mean = samples.reduce((sum, one) => sum + one, 0) / count
  const squares = samples.reduce((sum, one) => sum + (one - mean) ** 2, 0)
  return Math.sqrt(squares / (count * (count - 1)))
}
