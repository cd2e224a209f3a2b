/** Counts since the emulator was made. Endpoint counts are of successes; they stay exact when the journal forgets. */
export interface Stats {
  /** Tokens granted to API keys. */
  readonly login: number
  /** Tokens granted to admins for users (sudo). */
  readonly login_user: number
  readonly logout: number
  /** GET /user */
  readonly user: number
  /** GET /users/{id} */
  readonly users: number
  /** GET and PATCH /session */
  readonly session: number
  readonly versions: number
  readonly alive: number
  /** All requests but those to the control endpoints. */
  readonly requests: number
  /** Requests that the emulator itself answered with 4xx (not by a fault). */
  readonly refused: number
  /** Requests that met a fault. */
  readonly faulted: number
  /** Tokens that would be accepted now. */
  readonly live_tokens: number
  /** The most logins of both kinds that were ever unanswered at one time. */
  readonly max_concurrent_logins: number
}

export type Counted = Exclude<keyof Stats, 'live_tokens' | 'max_concurrent_logins'>

export class StatsCounter {
  readonly #counts: Record<Counted, number> = {
    login: 0,
    login_user: 0,
    logout: 0,
    user: 0,
    users: 0,
    session: 0,
    versions: 0,
    alive: 0,
    requests: 0,
    refused: 0,
    faulted: 0,
  }
  #loginsNow = 0
  #loginsAtMost = 0

  count(what: Counted): void {
    this.#counts[what] += 1
  }

  /** Call when a login arrives; what it returns, when it was answered. */
  loginStarts(): () => void {
    this.#loginsNow += 1
    this.#loginsAtMost = Math.max(this.#loginsAtMost, this.#loginsNow)
    return () => {
      this.#loginsNow -= 1
    }
  }

  snapshot(liveTokens: number): Stats {
    return { ...this.#counts, live_tokens: liveTokens, max_concurrent_logins: this.#loginsAtMost }
  }
}
