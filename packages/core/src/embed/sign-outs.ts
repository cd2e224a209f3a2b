import { Refusal } from '../page-endpoint/refusal.js'
import { BoundedMap } from '../runtime/bounded-map.js'
import type { Clock } from '../runtime/clock.js'
import type { EmbedRecord, SignOutMark } from './record/embed-record.js'

/** Application sessions whose sign-outs are remembered, for requests that began before them. */
const mostRemembered = 10_000

/** The clocks of servers differ by less, in milliseconds. */
const mostSkewMs = 60_000

/** When a request began. */
export interface Began {
  /** Orders the beginnings and sign-outs of this process, however little time is between them. */
  readonly moment: number
  /** Wall clock, for the sign-outs of other processes. */
  readonly atMs: number
}

/** The sign-outs of application sessions: what began before one gets nothing after it. */
export class SignOuts {
  readonly #clock: Clock
  readonly #endedAt = new BoundedMap<number>(mostRemembered)
  #moment = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Call when a request begins, before it is known whose it is. */
  begin(): Began {
    return { moment: ++this.#moment, atMs: this.#clock.now() }
  }

  /** An application session ends now. */
  note(name: string): void {
    this.#endedAt.set(name, ++this.#moment)
  }

  /** A check of one request, for each state of the record that it sees. */
  checkOf(name: string, began: Began): SignOutCheck {
    let first: { readonly id: SignOutMark['id'] | undefined } | undefined
    return ({ signedOut }) => {
      first ??= { id: signedOut?.id }
      const here = (this.#endedAt.get(name) ?? 0) > began.moment
      return here || signedOut?.id !== first.id || this.#isAfter(signedOut, began)
    }
  }

  /** A sign-out that is far in the future shows that the wall clock was set back since: it is no reason to refuse all until then. */
  #isAfter(signedOut: SignOutMark | undefined, began: Began): boolean {
    if (signedOut === undefined) return false
    return signedOut.atMs > began.atMs && signedOut.atMs - this.#clock.now() < mostSkewMs
  }
}

/** Whether the application session was ended since the request began. */
export type SignOutCheck = (record: EmbedRecord) => boolean

export function signedOut(): Refusal {
  return new Refusal('signed_out')
}
