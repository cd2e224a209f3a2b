import { adminId, applicationUserId, personId } from './fake-looker.js'
import { faults } from './faults.js'
import type { FamilyKind } from './party.js'
import { type History, hourMs, type Setup, type Step } from './steps.js'

type Pick = <T>(from: readonly [T, ...T[]]) => T

/** What goes into a history beside API keys whose session groups remember all users and stay to the end. */
export interface Weft {
  readonly closes: boolean
  readonly evictions: boolean
  readonly people: readonly FamilyKind[]
}

/**
 * The history with session groups that evict users and are closed, and with people's sessions, woven into it: its own groups and
 * steps stay as they are, in their order.
 */
export function weave(history: History, { closes, evictions, people }: Weft, draw: () => number): History {
  const pick: Pick = from => from[Math.floor(draw() * from.length)] ?? from[0]
  const { setup } = history
  const own = setup.families.map(family => {
    const maxSessions = pick([1, 2])
    return draw() < 0.25 && evictions ? { ...family, maxSessions } : family
  })
  const wanted = pick<readonly FamilyKind[]>([
    [],
    [],
    ['oauth'],
    ['oauth', 'oauth'],
    ['backend'],
    ['backend', 'backend'],
  ])
  const theirs = wanted
    .map(kind => ({ machine: pick([0, 1]), shared: draw() < 0.6, background: draw() < 0.5, kind }))
    .filter(({ kind }) => people.includes(kind))
  const families: Setup['families'] = [...own, ...theirs]
  const steps = [...history.steps]
  const insert = (more: readonly Step[], from = 0): void => {
    const at = from + Math.floor(draw() * (steps.length + 1 - from))
    steps.splice(at, 0, ...more)
  }
  for (const index of theirs.keys()) {
    const family = own.length + index
    const next = personStep(family, setup, pick)
    const count = 3 + Math.floor(draw() * 5)
    for (let step = 0; step < count; step++) insert([next()])
    insert([{ do: 'login', family, subject: adminId }])
    if (draw() < 0.8)
      steps.unshift({ do: 'login', family, subject: adminId }, { do: 'pass', ms: pick([50, 500]) })
  }
  const times = closes && draw() < 0.4 ? pick([1, 1, 2]) : 0
  for (let time = 0; time < times; time++) {
    const family = Math.floor(draw() * families.length)
    const between: Step[] = draw() < 0.5 ? [{ do: 'pass', ms: pick([10, 200, 1100]) }] : []
    insert([{ do: 'close', family }, ...(draw() < 0.7 ? [...between, { do: 'open', family } as const] : [])])
  }
  return { setup: { ...setup, families }, steps }
}

/** What a person's session group does. Its own user stands for whatever subject a step names. */
function personStep(family: number, { lifetimeMs, families }: Setup, pick: Pick): () => Step {
  const call = (): Step => {
    const kind = pick<'token' | 'fetch'>(['token', 'fetch', 'fetch'])
    return { do: 'call', family, subject: adminId, kind, callers: pick([1, 1, 2]) }
  }
  const some: readonly [() => Step, ...(() => Step)[]] = [
    call,
    call,
    call,
    () => ({ do: 'logout', family, subject: adminId }),
    () => ({ do: 'login', family, subject: adminId }),
    () => ({ do: 'leave', family }),
    () => ({ do: 'fault', family, fault: pick(faults) }),
    () => ({ do: 'revoke', subject: pick([personId, applicationUserId, adminId]) }),
    () => ({ do: 'logout', family: 0, subject: adminId }),
    () => ({ do: 'login', family: 0, subject: adminId }),
    () => ({ do: 'sleep', machine: families[0]?.machine ?? 0 }),
    () => ({ do: 'pass', ms: pick([10, 200, 500, 5000, lifetimeMs * 0.9, hourMs]) }),
  ]
  return () => pick(some)()
}
