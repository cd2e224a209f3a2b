import { type Fault, faults } from './faults.js'
import type { FamilyKind } from './party.js'

/** Who takes part. */
export interface Setup {
  /** Of latencies and of chance in the sessions. */
  readonly seed: number
  readonly lifetimeMs: number
  readonly watched: boolean
  readonly locked: boolean
  readonly families: readonly {
    readonly machine: number
    readonly shared: boolean
    readonly background: boolean
    /** Default: an API key. The pages of an application get their tokens through session group 0, which has one. */
    readonly kind?: FamilyKind
    readonly maxSessions?: number
  }[]
}

/** What happens. */
export type Step =
  | {
      readonly do: 'call'
      readonly family: number
      readonly subject: string
      readonly kind: 'token' | 'fetch'
      readonly callers: number
    }
  | { readonly do: 'logout' | 'login' | 'as'; readonly family: number; readonly subject: string }
  /** A session group is closed; a new one takes its place; its user signs out of the application whose pages it is of. */
  | { readonly do: 'close' | 'open' | 'leave'; readonly family: number }
  | { readonly do: 'revoke'; readonly subject: string }
  | { readonly do: 'fault'; readonly family: number; readonly fault: Fault }
  | { readonly do: 'jump'; readonly machine: number; readonly ms: number }
  | { readonly do: 'sleep'; readonly machine: number }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'abort' | 'flush' }

export interface History {
  readonly setup: Setup
  readonly steps: readonly Step[]
}

export const hourMs = 3_600_000

/** The history that a seed stands for. */
export function historyOf(seed: number, draw: () => number): History {
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(draw() * from.length)] ?? from[0]
  const setup: Setup = {
    seed,
    lifetimeMs: pick([hourMs, hourMs, 60_000, 5000]),
    watched: draw() < 0.5,
    locked: draw() < 0.6,
    families: Array.from({ length: 2 + Math.floor(draw() * 2) }, () => ({
      machine: pick([0, 1]),
      shared: draw() < 0.8,
      background: draw() < 0.3,
    })),
  }
  const family = (): number => Math.floor(draw() * setup.families.length)
  const subject = (): string => pick(['1', '1', '1', '2', '2', '3', '4', '5'])
  const call = (): Step => ({
    do: 'call',
    family: family(),
    subject: subject(),
    kind: pick(['token', 'fetch', 'fetch']),
    callers: pick([1, 1, 2, 5]),
  })
  const pass = (): Step => ({
    do: 'pass',
    ms: pick([1, 10, 50, 200, 500, 1100, 5000, 31_000, setup.lifetimeMs]),
  })
  const rare = (): Step =>
    pick<() => Step>([
      () => ({ do: 'logout', family: family(), subject: subject() }),
      () => ({ do: 'logout', family: family(), subject: subject() }),
      () => ({ do: 'login', family: family(), subject: subject() }),
      () => ({ do: 'login', family: family(), subject: subject() }),
      () => ({ do: 'as', family: family(), subject: subject() }),
      () => ({ do: 'revoke', subject: subject() }),
      () => ({ do: 'fault', family: family(), fault: pick(faults) }),
      () => ({ do: 'fault', family: family(), fault: pick(faults) }),
      () => ({ do: 'jump', machine: pick([0, 1]), ms: pick([-hourMs, -5000, 5000, hourMs, 2 * hourMs]) }),
      () => ({ do: 'sleep', machine: pick([0, 1]) }),
      () => ({ do: 'flush' }),
    ])()
  const scene = (): Step[] => {
    const [mine, theirs, who] = [family(), family(), subject()]
    const call = { do: 'call', family: mine, subject: who, kind: 'fetch', callers: 2 } as const
    const machine = setup.families[mine]?.machine ?? 0
    const out = { do: 'logout', family: theirs, subject: pick([who, '1']) } as const
    return pick<() => Step[]>([
      () => [call, { do: 'pass', ms: 500 }, { do: 'sleep', machine }, out, { do: 'pass', ms: 5000 }, call],
      () => [call, { do: 'pass', ms: 500 }, call, out, { do: 'pass', ms: 1100 }, call],
      () => [call, { do: 'pass', ms: 500 }, { do: 'revoke', subject: who }, call, { ...call, kind: 'token' }],
      () => [{ ...out, family: mine }, { do: 'login', family: mine, subject: who }, call],
    ])()
  }
  const steps = Array.from({ length: 4 + Math.floor(draw() * 18) }, (): Step[] => {
    const kind = draw()
    if (kind < 0.4) return [call()]
    if (kind < 0.62) return [pass()]
    if (kind < 0.67) return [{ do: 'abort' }]
    return kind < 0.72 ? scene() : [rare()]
  })
  return { setup, steps: steps.flat() }
}
