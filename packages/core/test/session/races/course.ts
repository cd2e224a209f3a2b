import fc from 'fast-check'
import type { FamilyKind } from '../model/party.js'
import { type Field, type Operation, operations, type Raced, race } from './race.js'

/** Who races, and by what. */
export interface Course {
  readonly families: number
  readonly shared: boolean
  readonly subjects: readonly string[]
  readonly kinds: readonly Operation['do'][]
  /** How the session groups' own users sign in, by group. Default: with an API key. */
  readonly signIns?: readonly FamilyKind[]
}

type Race = [fc.Scheduler, Field, Operation[]]

/** @param judge Throws where the race was not as it should be. */
export function propertyOf(
  { families, shared, subjects, kinds, signIns }: Course,
  judge: (raced: Raced) => void,
): fc.IAsyncPropertyWithHooks<Race> {
  const field: fc.Arbitrary<Field> = fc.record({
    families: fc.constant(families),
    shared: fc.constant(shared),
    watched: fc.boolean(),
    locked: fc.boolean(),
    background: fc.boolean(),
    late: fc.boolean(),
  })
  return fc.asyncProperty(
    fc.scheduler(),
    field,
    operations(families, subjects, kinds),
    async (s, who, what) => judge(await race(s, { ...who, kinds: signIns }, what)),
  )
}

/** The same races each time. */
const countedSeed = 1

/** How many races left a token alive, and the shortest race found for each kind of token that did. */
export async function countLeaks(course: Course, numRuns: number): Promise<string> {
  const kinds = new Map<string, number>()
  let failed = 0
  const count = ({ leaks }: Raced): void => {
    if (leaks.length > 0) failed++
    for (const kind of new Set(leaks.map(leak => leak.kind))) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  await fc.check(propertyOf(course, count), { seed: countedSeed, numRuns })
  const lines = [`A token lives on after ${failed} of ${numRuns} races.`]
  const common = [...kinds].sort(([, one], [, other]) => other - one)
  for (const [kind, times] of common) {
    const none = ({ leaks }: Raced): void => {
      const found = leaks.find(leak => leak.kind === kind)
      if (found !== undefined) throw new Error(found.what)
    }
    const found = await fc.check(propertyOf(course, none), { seed: countedSeed, numRuns })
    const { seed, counterexamplePath, counterexample } = found
    lines.push(`${times} times ${kind}`, `  seed ${seed}, path ${counterexamplePath}`)
    lines.push(`  ${found.errorInstance}`, `  ${fc.stringify(counterexample?.slice(1))}`)
  }
  return lines.join('\n')
}
