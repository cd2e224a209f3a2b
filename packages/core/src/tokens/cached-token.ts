/** A token as a session holds it. Immutable; times are in milliseconds, once for each clock. */
export interface HeldToken {
  readonly accessToken: string
  /** Of the record that brought it; a renewed token has another. */
  readonly id: string
  /** Of the sign-in that it descends from; kept through renewals. */
  readonly signInId: string
  /** Of the admin's sign-in that minted it, for sudo. */
  readonly parentSignInId?: string | undefined
  /** Where it is stored, and as which version; undefined without a store. */
  readonly storeKey?: string | undefined
  readonly version?: string | undefined
  /** Whether this session group asked for it itself. */
  readonly own: boolean
  /** The stored record that it could not be written over: it may still stand there, and is not taken up again. */
  readonly replacedId?: string | undefined
  /** Monotonic: its lifetime ends; the server takes it until then. */
  readonly endMs: number
  /** From here on it is not served. */
  readonly hardWallMs: number
  readonly hardMonotonicMs: number
  /** From here on a call also starts a renewal. */
  readonly softWallMs: number
  readonly softMonotonicMs: number
  /** Monotonic: until then, a rejection that came before any success does not lead to another renewal. 0 for none. */
  readonly barUntilMs: number
  /** Whether such a rejection came. */
  readonly barred: boolean
}

/** Both clocks at one moment. */
export interface Moment {
  readonly wallMs: number
  readonly monotonicMs: number
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
): Pick<HeldToken, 'hardWallMs' | 'hardMonotonicMs' | 'softWallMs' | 'softMonotonicMs'> {
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
  { hardWallMs, hardMonotonicMs }: HeldToken,
  { wallMs, monotonicMs }: Moment,
): boolean {
  return wallMs >= hardWallMs || monotonicMs >= hardMonotonicMs
}

/** Whether a call should also start a renewal. */
export function isDueForRenewal(
  { softWallMs, softMonotonicMs }: HeldToken,
  { wallMs, monotonicMs }: Moment,
): boolean {
  return wallMs >= softWallMs || monotonicMs >= softMonotonicMs
}

/** Whether the record is the token's own, or the one that the token replaced without being stored. */
export function isReplaced(recordId: string, token: HeldToken | undefined): boolean {
  return recordId === token?.id || (token !== undefined && recordId === token.replacedId)
}
