/** Whom a token acts for. */
export interface JournalIdentity {
  readonly userId: string
  /** The admin whose token minted it; absent unless it is a sudo token. */
  readonly sudoBy?: string
  /** The token's label: the same for the same token, of no use for finding it. */
  readonly token: string
}

/** One request, fit to be shown: secrets are masked, tokens are labels. */
export interface JournalEntry {
  /** Counts from 1, also over entries that were forgotten. */
  readonly number: number
  /** When it arrived, by the emulator's clock, in milliseconds since 1970. */
  readonly atMs: number
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** accept, access-control-request-*, authorization, content-type, cookie, origin, user-agent and x-looker-appid, where they were sent. */
  readonly headers: Readonly<Record<string, string>>
  /** Fields of a form, a JSON value, or a note on the length of anything else. */
  readonly body?: unknown
  /** As whom it was made, by the token it carried when it arrived; null without a live one. */
  readonly as: JournalIdentity | null
  /** To whom a token was granted. */
  readonly granted?: JournalIdentity
  /** The parts of the fault that it met. */
  readonly fault?: readonly string[]
  /** `pending` until the answer is ready; `broken` off by a fault; `aborted` by the client. */
  readonly outcome: 'pending' | 'answered' | 'broken' | 'aborted'
  /** Null while there is none. */
  readonly status: number | null
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
export type OpenEntry = Mutable<JournalEntry>

/** The last requests, in the order of their arrival. */
export class Journal {
  readonly #ring: OpenEntry[] = []
  readonly #size: number
  #count = 0

  constructor(size: number) {
    this.#size = size
  }

  open(entry: Omit<JournalEntry, 'number'>): OpenEntry {
    const opened: OpenEntry = { ...entry, number: this.#count + 1 }
    if (this.#size > 0) this.#ring[this.#count % this.#size] = opened
    this.#count += 1
    return opened
  }

  snapshot(): JournalEntry[] {
    const start = this.#count > this.#size ? this.#count % this.#size : 0
    return [...this.#ring.slice(start), ...this.#ring.slice(0, start)].map(entry => ({ ...entry }))
  }
}
