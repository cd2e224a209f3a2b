import type { Clock } from '../runtime/clock.js'
import type { ParentSignIn, SignIn, TokenRecord } from './token-record.js'

/** A token as a session serves it. Immutable; times are in milliseconds, once for each clock. */
export interface CachedToken extends SignIn {
  readonly accessToken: string
  /** Of the record that brought it; a renewed token has another. */
  readonly id: string
  /** For sudo: the admin's sign-in that it was asked for with. */
  readonly parent?: ParentSignIn | undefined
  /** Where it is stored, and as which version; undefined without a store. */
  readonly storeKey?: string | undefined
  readonly version?: string | undefined
  /** Whether this session group asked for it itself. */
  readonly own: boolean
  /** The id of the record that it should have replaced, where its commit failed. That record is not adopted again. */
  readonly replacedId?: string | undefined
  /** Monotonic: its lifetime ends; the server takes it until then. */
  readonly endMs: number
  /** From here on it is not served. */
  readonly hardWallMs: number
  readonly hardMonotonicMs: number
  /** From here on a call also starts a renewal. */
  readonly softWallMs: number
  readonly softMonotonicMs: number
  /** Monotonic: until then, a rejection that comes before any success suppresses renewals. 0 for never. */
  readonly suppressibleUntilMs: number
  /** Whether such a rejection came. */
  readonly suppressed: boolean
}

/** Both clocks at one moment. */
export interface Moment {
  readonly wallMs: number
  readonly monotonicMs: number
}

/** Both clocks now. */
export function momentOf(clock: Clock): Moment {
  return { wallMs: clock.now(), monotonicMs: clock.monotonic() }
}

/** Where a token comes from. */
export interface Origin {
  readonly storeKey?: string | undefined
  readonly version?: string | undefined
  readonly replacedId?: string | undefined
  readonly own: boolean
  /** Whether another one can be asked for before it expires. */
  readonly renewable: boolean
  /** How old it is, in milliseconds, where that is known better than from the wall clock. */
  readonly ageMs?: number | undefined
}

/** A record's token as a session serves it. */
export function cachedToken(clock: Clock, record: TokenRecord, origin: Origin): CachedToken {
  const now = momentOf(clock)
  const { lifetimeMs, draw } = record
  const ageMs = origin.ageMs ?? now.wallMs - record.sentAtMs
  const windows = expiryWindows({ ageMs, lifetimeMs, draw }, now)
  const { renewable } = origin
  // Written out, not spread: there may be 100,000 of them, and engines store a literal in less memory.
  return {
    accessToken: record.accessToken,
    id: record.id,
    signInId: record.signInId,
    epoch: record.epoch,
    parent: record.parent,
    storeKey: origin.storeKey,
    version: origin.version,
    own: origin.own,
    replacedId: origin.replacedId,
    endMs: now.monotonicMs + lifetimeMs - Math.max(0, ageMs),
    hardWallMs: windows.hardWallMs,
    hardMonotonicMs: windows.hardMonotonicMs,
    softWallMs: renewable ? windows.softWallMs : windows.hardWallMs,
    softMonotonicMs: renewable ? windows.softMonotonicMs : windows.hardMonotonicMs,
    suppressibleUntilMs: 0,
    suppressed: false,
  }
}

/** What a token's windows follow from. */
export interface Lifetime {
  /** How old the token is, in milliseconds, counted from when its request was sent. */
  readonly ageMs: number
  /** Infinity when it never expires. */
  readonly lifetimeMs: number
  /** From 0 to 1: spreads the renewals of many tokens that were granted at once. */
  readonly draw: number
}

/** Never served in the last 5 % of its lifetime, at most 10 s: it could expire on its way. */
const hardMarginMs = (lifetimeMs: number): number => Math.min(10_000, lifetimeMs * 0.05)

/** Renewed in the last 15 to 25 % of its lifetime, by its draw; at most 8 to 13 minutes before its end. */
const softMarginMs = (lifetimeMs: number, draw: number): number =>
  Math.min(800_000, lifetimeMs * 0.25) * (0.6 + 0.4 * draw)

/** When to renew and when to stop serving, on both clocks. */
export function expiryWindows(
  { ageMs, lifetimeMs, draw }: Lifetime,
  now: Moment,
): Pick<CachedToken, 'hardWallMs' | 'hardMonotonicMs' | 'softWallMs' | 'softMonotonicMs'> {
  const leftMs = lifetimeMs - Math.max(0, ageMs)
  const hardMs = Number.isFinite(lifetimeMs) ? leftMs - hardMarginMs(lifetimeMs) : leftMs
  const softMs = Number.isFinite(lifetimeMs) ? leftMs - softMarginMs(lifetimeMs, draw) : leftMs
  return {
    hardWallMs: now.wallMs + hardMs,
    hardMonotonicMs: now.monotonicMs + hardMs,
    softWallMs: now.wallMs + softMs,
    softMonotonicMs: now.monotonicMs + softMs,
  }
}

/** Expired when either clock says so: one may jump, the other may stand still during sleep. */
export function isExpired(
  { hardWallMs, hardMonotonicMs }: CachedToken,
  { wallMs, monotonicMs }: Moment,
): boolean {
  return wallMs >= hardWallMs || monotonicMs >= hardMonotonicMs
}

/** Whether a call should also start a renewal. */
export function isDueForRenewal(
  { softWallMs, softMonotonicMs }: CachedToken,
  { wallMs, monotonicMs }: Moment,
): boolean {
  return wallMs >= softWallMs || monotonicMs >= softMonotonicMs
}

/** Whether the record is the token's own, or the one that the token should have replaced when its commit failed. */
export function isReplaced(recordId: string, token: CachedToken | undefined): boolean {
  return recordId === token?.id || (token !== undefined && recordId === token.replacedId)
}
