import type { Mark } from './lanes'

/** A mark, and where it is drawn: in percent of the width. */
export interface PlacedMark extends Mark {
  readonly left: number
}

/** Marks that would cover each other become one, at the place of the first. */
export function spreadMarks(
  marks: readonly Mark[],
  at: (ms: number) => number,
  apart: number,
): readonly PlacedMark[] {
  const placed: PlacedMark[] = []
  for (const mark of marks) {
    const left = at(mark.atMs)
    const last = placed.at(-1)
    if (last === undefined || left - last.left >= apart) placed.push({ ...mark, left })
    else
      placed[placed.length - 1] = {
        ...last,
        count: last.count + mark.count,
        label: both(last.label, mark.label),
        ...(mark.who !== undefined && { who: both(last.who ?? mark.who, mark.who) }),
      }
  }
  return placed
}

/** Those whose words, from their place on, would not run into those of one before. */
export function withRoom<T>(items: readonly T[], at: (item: T) => number, room: number): ReadonlySet<T> {
  const kept = new Set<T>()
  let free = Number.NEGATIVE_INFINITY
  for (const item of items) {
    if (at(item) < free) continue
    kept.add(item)
    free = at(item) + room
  }
  return kept
}

function both(one: string, other: string): string {
  return one.split(', ').includes(other) ? one : `${one}, ${other}`
}
