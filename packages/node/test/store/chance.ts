import { numberFrom } from '../../../../vitest.extents.ts'

/** Chance that can be repeated: `LOOKER_AUTH_SEED=n` gives the same draws. */
export interface Chance {
  readonly seed: number
  /** From 0 (included) to 1 (excluded). */
  draw(): number
  below(count: number): number
}

export function chance(seed = numberFrom('LOOKER_AUTH_SEED', Date.now() % 2 ** 31)): Chance {
  let state = seed
  const draw = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { seed, draw, below: count => Math.floor(draw() * count) }
}
