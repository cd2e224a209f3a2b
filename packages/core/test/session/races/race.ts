import fc from 'fast-check'
import { Arena } from '../model/arena.js'
import { adminId } from '../model/fake-looker.js'
import type { Lived } from '../model/history.js'
import type { FamilyKind } from '../model/party.js'
import { SharedStore } from '../model/shared-store.js'
import { checkSteady } from '../model/steady.js'
import { Timeline, turn } from '../model/timeline.js'
import { type Lock, memoryLock } from '../product.js'

/** One thing that somebody does, at a moment that the scheduler chooses. */
export interface Operation {
  readonly do: 'token' | 'fetch' | 'abort' | 'logout' | 'login' | 'as' | 'revoke' | 'pass' | 'close' | 'flush'
  readonly family: number
  readonly subject: string
  readonly ms: number
}

/** Who races. */
export interface Field {
  readonly families: number
  readonly shared: boolean
  readonly watched: boolean
  readonly locked: boolean
  readonly background: boolean
  /** Whether what is under way can be late for its time bounds. */
  readonly late: boolean
  /** How the session groups' own users sign in, by group. Default: with an API key. */
  readonly kinds?: readonly FamilyKind[] | undefined
}

const lifetimeMs = 3_600_000

/** Operations on the session groups and users; of the kinds given. */
export function operations(
  families: number,
  subjects: readonly string[],
  kinds: readonly Operation['do'][],
): fc.Arbitrary<Operation[]> {
  const operation = fc.record({
    do: fc.constantFrom(...kinds),
    family: fc.nat(families - 1),
    subject: fc.constantFrom(...subjects),
    ms: fc.constantFrom(1, 450, 1100, 31_000, lifetimeMs),
  })
  return fc.array(operation, { minLength: 2, maxLength: 9 })
}

/** What came of a race. */
export type Raced = Omit<Lived, 'logins'>

/** Runs the operations, each step of network, store, lock and credentials in the scheduler's order. */
export async function race(s: fc.Scheduler, field: Field, operations: readonly Operation[]): Promise<Raced> {
  const timeline = new Timeline()
  const clock = timeline.machine()
  const store = new SharedStore(field.watched)
  const step = (label: string): Promise<void> => s.schedule(Promise.resolve(), label)
  const lock = field.locked ? steppedLock(memoryLock({ clock }), step) : undefined
  const arena = new Arena({
    timeline,
    lifetimeMs,
    draw: () => 0.5,
    pause: (family, label) => step(`f${family} ${label}`),
    families: Array.from({ length: field.families }, (_, index) => ({
      ...{ machine: 0, kind: field.kinds?.[index] },
      store: field.shared ? store : undefined,
      lock,
      options: { background: field.background },
    })),
  })
  // Whatever is under way takes as long as the scheduler likes.
  arena.ledger.prompt = false
  let last: Promise<void> = Promise.resolve()
  for (const operation of operations) {
    const label = `${operation.do} f${operation.family}/${operation.subject} ${operation.ms}`
    void step(label).then(() => {
      arena.lastStep = label
      if (operation.do === 'pass') last = last.then(() => pass(arena, field, operation.ms))
      else take(arena, store, operation)
    })
  }
  const settle = async (): Promise<void> => {
    do {
      await last
      await drain(s, timeline)
    } while (s.count() > 0)
  }
  await settle()
  arena.ledger.prompt = true
  await checkSteady(arena, settle)
  for (let family = 0; family < field.families; family++) void arena.close(family)
  await settle()
  return { violations: arena.end(), leaks: arena.liveTokens.leaks(store) }
}

async function pass({ timeline, families }: Arena, { late }: Field, ms: number): Promise<void> {
  // A token that took longer than it lives is dead when it comes.
  for (const { party } of families) party.killedMs.push(party.machine.monotonic() + ms)
  if (!late) return timeline.skip(ms)
  // Timeouts are to be expected, until the race is over.
  for (const { party } of families) party.disturbedMs.push(Number.POSITIVE_INFINITY)
  await timeline.advance(ms)
}

/** Until nothing is scheduled any more, and no timer is left. */
async function drain(s: fc.Scheduler, timeline: Timeline): Promise<void> {
  for (let rounds = 0; rounds < 5000; rounds++) {
    await turn()
    if (s.count() > 0) await s.waitNext(1)
    else if (timeline.untilNextMs === undefined) return
    else await timeline.advance(timeline.untilNextMs)
  }
}

function take(arena: Arena, store: SharedStore, { do: what, family, subject }: Operation): void {
  if (arena.families[family]?.party.closed) return
  if (what === 'token' || what === 'fetch') void arena.call(family, subject, what, true)
  if (what === 'abort') arena.abort()
  if (what === 'logout' || what === 'login') void arena[what](family, subject)
  if (what === 'as') arena.as(family, subject)
  if (what === 'revoke') arena.revoke(subject)
  if (what === 'close' && subject === adminId) void arena.close(family)
  if (what === 'flush') {
    store.flush()
    arena.troubles.flushed()
  }
}

function steppedLock(inner: Lock, step: (label: string) => Promise<void>): Lock {
  return {
    async run(key, options, task) {
      await step('lock')
      return inner.run(key, options, task)
    },
  }
}
