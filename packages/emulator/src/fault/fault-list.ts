import { checkFault, type Fault } from './fault'

/** A fault that was added. */
export interface AddedFault {
  /** How many requests met it. */
  readonly hits: number
  /** How many it will still meet; Infinity for `times: 'always'`. */
  readonly remaining: number
  remove(): void
}

export interface Faults {
  /** Adds a fault behind those that are there. A request meets the first that matches. Throws EmulatorInputError. */
  add(fault: Fault): AddedFault
  /** Removes all. */
  clear(): void
}

interface Entry {
  readonly fault: Fault
  readonly matches: (method: string, path: string) => boolean
  hits: number
  remaining: number
}

function matcher({ match }: Fault): Entry['matches'] {
  const method = match.method === undefined || match.method === '*' ? undefined : match.method.toUpperCase()
  const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  const path = match.path.includes('*')
    ? new RegExp(`^${match.path.split('*').map(literal).join('.*')}$`, 's')
    : undefined
  return (itsMethod, itsPath) =>
    (method === undefined || method === itsMethod) && (path ? path.test(itsPath) : match.path === itsPath)
}

// A browser sends preflights by itself, so they use up no fault that is meant for the request behind them.
const namesOptions = ({ match }: Fault): boolean => match.method?.toUpperCase() === 'OPTIONS'

export class FaultList implements Faults {
  #entries: Entry[] = []

  add(value: Fault): AddedFault {
    const fault = checkFault(value)
    const times = fault.times === 'always' ? Number.POSITIVE_INFINITY : (fault.times ?? 1)
    const entry: Entry = { fault, matches: matcher(fault), hits: 0, remaining: times }
    this.#entries.push(entry)
    return {
      get hits() {
        return entry.hits
      },
      get remaining() {
        return entry.remaining
      },
      remove: () => this.#forget(entry),
    }
  }

  clear(): void {
    for (const entry of this.#entries) entry.remaining = 0
    this.#entries = []
  }

  get activeCount(): number {
    return this.#entries.length
  }

  /** The fault that this request meets, used up by one. A preflight meets only those that name OPTIONS. */
  take(method: string, path: string, isPreflight = false): Fault | undefined {
    const entry = this.#entries.find(
      ({ fault, matches }) => matches(method, path) && (!isPreflight || namesOptions(fault)),
    )
    if (!entry) return undefined
    entry.hits += 1
    entry.remaining -= 1
    if (entry.remaining <= 0) this.#forget(entry)
    return entry.fault
  }

  #forget(entry: Entry): void {
    entry.remaining = 0
    this.#entries = this.#entries.filter(other => other !== entry)
  }
}
