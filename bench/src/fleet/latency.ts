import type { Chance } from './chance'

/** What a command to Redis takes there and back, in milliseconds: 0.3 to 2, one in a thousand up to 50. */
export function redisLatencyMs(chance: Chance): number {
  const usualMs = 0.3 + Math.min(1.7, chance.exponential(0.4))
  return chance.below(1000) === 0 ? usualMs + 48 * chance.fraction() : usualMs
}

/** What a login takes, in milliseconds: 100 to 400, one in a hundred up to two seconds more. */
export function lookerLatencyMs(chance: Chance): number {
  const usualMs = 100 + Math.min(300, chance.exponential(80))
  return chance.below(100) === 0 ? usualMs + 2000 * chance.fraction() : usualMs
}

/** Redis runs one command at a time, each of them for this long. */
export const commandMs = 0.008

/** And this long for each subscriber that a message goes to. */
export const messageMs = 0.001
