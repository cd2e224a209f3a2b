import { servedPath } from '../http/served-path'
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
  const [start = '', ...parts] = servedPath(match.path).split('*')
  const end = parts.pop()
  return (itsMethod, itsPath) =>
    (method === undefined || method === itsMethod) &&
    (end === undefined ? itsPath === start : fits(itsPath, start, parts, end))
}

/** Whether the path has `start`, then the parts in their order, then `end`; each part is taken where it first fits. */
function fits(path: string, start: string, parts: readonly string[], end: string): boolean {
  if (!path.startsWith(start)) return false
  let at = start.length
  for (const part of parts) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return path.length - at >= end.length && path.endsWith(end)
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

  /** The fault that a request for this served path meets, used up by one. A preflight meets only those that name OPTIONS. */
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
