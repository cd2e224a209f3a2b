import type { Clock } from '../runtime/clock.js'
import type { ParentSignIn } from './token-record.js'

/**
 * A token that this session group may have to revoke. A private group has an entry for each token that it obtained and did not revoke, the
 * one that it serves included. A shared group has none for a token that stands in the shared record by an acknowledged commit.
 */
export interface LedgerEntry {
  readonly accessToken: string
  /** OAuth: what the token's sign-in is renewed with. It ends with the access token. */
  readonly refreshToken?: string | undefined
  /** Names the session of the group that answers for it. */
  readonly owner: string
  readonly subject: string | undefined
  /** The sign-in that it descends from. */
  readonly signInId: string
  /** For sudo: the admin's sign-in that it was asked for with. */
  readonly parent?: ParentSignIn | undefined
  /** Monotonic milliseconds: from then on the access token has expired. */
  readonly untilMs: number
  /** The key of the shared record that may hold it: its commit was not answered. */
  readonly sentTo?: string | undefined
}

interface Revocation {
  /** Whether it succeeded. */
  readonly settled: Promise<boolean>
  /** Monotonic milliseconds. */
  readonly sinceMs: number
}

/** A revocation that takes longer, in milliseconds, was ended by the runtime: 30 s are its bound, its turn included. */
const longestRevocationMs = 60_000

/** Up to this number of entries, expired ones are not searched for. */
const fewestToSweep = 64

/**
 * The tokens that a session group has to revoke when their sign-in ends or the group is closed. A token enters when Looker's answer is
 * parsed, and when it loses its place in a record or a session. It leaves when it is revoked, has expired, or stands in the shared record
 * by a commit that was acknowledged before its sign-in was ended.
 */
export class Ledger {
  readonly #clock: Clock
  readonly #entries = new Map<string, LedgerEntry>()
  /** Those that are being revoked. */
  readonly #revoking = new Map<LedgerEntry, Revocation>()
  #sweepAt = fewestToSweep

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(entry: LedgerEntry): void {
    const known = this.#entries.get(entry.accessToken)
    const refreshToken = entry.refreshToken ?? known?.refreshToken
    // A record's end is known by the wall clock only, which may have jumped.
    const untilMs = Math.max(entry.untilMs, known?.untilMs ?? 0)
    this.#entries.set(entry.accessToken, { ...entry, refreshToken, untilMs })
    if (this.#entries.size > this.#sweepAt) this.#forgetExpired()
  }

  /** Drops an entry's refresh token: a newer token of the sign-in has its successor, or Looker no longer accepts it. */
  renewed(accessToken: string): void {
    const known = this.#entries.get(accessToken)
    if (known?.refreshToken !== undefined)
      this.#entries.set(accessToken, { ...known, refreshToken: undefined })
  }

  /** The sign-in of a token that it has. */
  signInOf(accessToken: string): string | undefined {
    return this.#entries.get(accessToken)?.signInId
  }

  remove(accessToken: string): void {
    this.#entries.delete(accessToken)
  }

  /** Revokes a token, whether the ledger has it or not. An entry whose revocation fails stays in the ledger. */
  revoke(accessToken: string, revoke: () => Promise<boolean>): Promise<boolean> {
    const entry = this.#entries.get(accessToken)
    this.#entries.delete(accessToken)
    const revoked = revoke()
    if (entry === undefined) return revoked
    const settled = revoked.then(done => {
      if (this.#revoking.delete(entry) && !done) this.add(entry)
      return done
    })
    this.#revoking.set(entry, { settled, sinceMs: this.#clock.monotonic() })
    return settled
  }

  /** The revocations that are under way of tokens that the condition holds for. */
  revoking(fits: (entry: LedgerEntry) => boolean): [accessToken: string, revoked: Promise<boolean>][] {
    this.#takeBackStalled()
    return [...this.#revoking].flatMap(([entry, { settled }]) =>
      fits(entry) ? [[entry.accessToken, settled]] : [],
    )
  }

  /** Those that the condition holds for. */
  of(fits: (entry: LedgerEntry) => boolean): LedgerEntry[] {
    this.#takeBackStalled()
    const nowMs = this.#clock.monotonic()
    return [...this.#entries.values()].filter(entry => isLive(entry, nowMs) && fits(entry))
  }

  /** What the runtime ended with its request is to be revoked again. */
  #takeBackStalled(): void {
    const nowMs = this.#clock.monotonic()
    for (const [entry, { sinceMs }] of this.#revoking)
      if (nowMs - sinceMs > longestRevocationMs && this.#revoking.delete(entry)) this.add(entry)
  }

  /** Runs each time that the ledger has doubled, so that an insertion costs the same however many entries there are. */
  #forgetExpired(): void {
    const nowMs = this.#clock.monotonic()
    for (const [token, entry] of this.#entries) if (!isLive(entry, nowMs)) this.#entries.delete(token)
    this.#sweepAt = Math.max(fewestToSweep, 2 * this.#entries.size)
  }
}

/** A refresh token outlives its access token, for how long is not known; clients assume 30 days. */
const refreshableMs = 90 * 24 * 3_600_000

function isLive({ refreshToken, untilMs }: LedgerEntry, nowMs: number): boolean {
  return nowMs < untilMs + (refreshToken === undefined ? 0 : refreshableMs)
}
