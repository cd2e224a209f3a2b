/** Where the middle half of the samples lies. */
export interface Spread {
  readonly q1: number
  readonly median: number
  readonly q3: number
}

/** Quartiles, interpolated between neighbours. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b)
  return { q1: quantile(sorted, 0.25), median: quantile(sorted, 0.5), q3: quantile(sorted, 0.75) }
}

/** Each sample over the baseline's of the same round, so that what slows the whole machine down cancels out. */
export function ratios(samples: readonly number[], baseline: readonly number[]): Spread {
  return spreadOf(samples.map((sample, round) => sample / (baseline[round] ?? Number.NaN)))
}

function quantile(sorted: readonly number[], fraction: number): number {
  const at = (sorted.length - 1) * fraction
  const below = sorted[Math.floor(at)] ?? Number.NaN
  const above = sorted[Math.ceil(at)] ?? Number.NaN
  return below + (above - below) * (at - Math.floor(at))
}
