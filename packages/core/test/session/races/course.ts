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
