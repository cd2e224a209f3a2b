import type { AuthErrorCode } from '../errors/error-codes.js'
import type { Clock } from '../runtime/clock.js'
import type { Refusal } from './refusal.js'

/** Refusals of one kind are reported once in so many milliseconds. */
const everyMs = 60_000

/** Requests that an endpoint refused for one reason. */
export interface EndpointRefusal {
  readonly code: AuthErrorCode
  /** HTTP status of the answer. */
  readonly status: number
  /** What the page was told, of the last of them. */
  readonly message: string
  /** How many there were since the report before, the last one included. */
  readonly count: number
}

interface Kind {
  reportedAtMs: number
  unreported: number
}

/** Reports refusals: each kind once in a minute at most, for any site can send such requests. */
export class RefusalReports {
  readonly #clock: Clock
  readonly #report: (refusal: EndpointRefusal) => void
  /** The kinds are few: none holds anything of a request. */
  readonly #kinds = new Map<string, Kind>()

  constructor(clock: Clock, report: (refusal: EndpointRefusal) => void) {
    this.#clock = clock
    this.#report = report
  }

  add({ error, status, kind: name }: Refusal): void {
    const nowMs = this.#clock.monotonic()
    const kind = this.#kinds.get(name) ?? { reportedAtMs: -everyMs, unreported: 0 }
    this.#kinds.set(name, kind)
    kind.unreported++
    if (nowMs - kind.reportedAtMs < everyMs) return
    const count = kind.unreported
    Object.assign(kind, { reportedAtMs: nowMs, unreported: 0 })
    this.#report({ code: error.code, status, message: error.message, count })
  }
}
