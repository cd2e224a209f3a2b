import { longestProviderMs } from '../grants/api-key.js'
import type { Grant, Prepared } from '../grants/grant.js'
import { hexOf } from '../runtime/sha256.js'
import { SharedWait } from '../runtime/shared-wait.js'
import type { StoreAccess } from '../sharing/store-client.js'
import type { Lock } from '../stores/lock.js'
import type { HeldToken, Lifetime, Moment } from '../tokens/cached-token.js'
import { expiryWindows } from '../tokens/cached-token.js'
import { storeKeyOf } from '../tokens/identity.js'
import type { Ledger } from '../tokens/ledger.js'
import { anyone, type ExpectedSubject, type TokenRecord } from '../tokens/token-record.js'
import type { AbortListeners } from '../transport/abort-listeners.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import { longestAnswerMs } from '../transport/exchange.js'
import type { followRedirects } from '../transport/follow-redirects.js'
import type { SessionEvent, SessionEventBody } from './events.js'
import type { InTurn } from './revocation/revocation-turns.js'

/** What all sessions of a family share: a session and its `as()` children. */
export interface Family {
  readonly calls: AuthCalls
  /** What listens to callers' signals. */
  readonly aborts: AbortListeners
  /** Undefined when the family keeps its tokens to itself. */
  readonly store: StoreAccess | undefined
  /** Whether nobody else can have the tokens: no store was given. */
  readonly ownsStore: boolean
  readonly lock: Lock | undefined
  readonly lockWaitMs: number
  readonly lockHoldMs: number
  /** How old the last look at the store may be when a token is served, in milliseconds. */
  readonly checkEveryMs: number
  /** Where renewals run that nobody waits for; undefined: callers wait for them. */
  readonly background: ((work: Promise<unknown>) => void) | undefined
  /** How redirects are followed by hand; undefined: the platform follows them itself, as browsers must. */
  readonly follow: typeof followRedirects | undefined
  readonly revokeInTurn: InTurn
  readonly ledger: Ledger
  /** The credentials' client id, once a token request has told it or one was asked for. */
  readonly known: { clientId: string | undefined; asking: SharedWait<string> | undefined }
  readonly emit: (event: SessionEvent) => void
  /** Tells what happened to a token of a session, which may be forgotten. */
  readonly reportFor: (name: string, subject: string | undefined, body: SessionEventBody) => void
}

/** Both clocks now. */
export function momentOf({ calls: { clock } }: Family): Moment {
  return { wallMs: clock.now(), monotonicMs: clock.monotonic() }
}

/** A new id: 12 random bytes in hexadecimal. */
export function newId({ calls: { random } }: Family): string {
  return hexOf(random.bytes(12))
}

/** Where a record is stored, and as what. */
export interface Place {
  readonly storeKey: string | undefined
  readonly version: string | undefined
  readonly replacedId?: string | undefined
  /** Whether this group asked for the token itself. */
  readonly own?: boolean
}

/** Whose credentials a session group has. They are asked for only until a token request has told. */
export async function clientIdOf(family: Family, grant: Grant, asked?: Prepared): Promise<string> {
  const { known, calls } = family
  // A user's is the admin's, who tells it.
  if (grant.identity.grant === 'sudo') return (asked ?? (await grant.prepare())).clientId()
  if (asked !== undefined) {
    known.clientId = await asked.clientId()
    return known.clientId
  }
  if (known.clientId !== undefined) return known.clientId
  const asking = known.asking ?? new SharedWait(calls.clock, longestProviderMs, askedNow(grant))
  known.asking = asking
  try {
    known.clientId = await asking.wait()
    return known.clientId
  } finally {
    if (known.asking === asking) known.asking = undefined
  }
}

async function askedNow(grant: Grant): Promise<string> {
  return (await grant.prepare()).clientId()
}

/** The key of a grant's record, for when no token says it. */
export async function storedUnder(family: Family, grant: Grant, asked?: Prepared): Promise<string> {
  const { subject, ...identity } = grant.identity
  const named = grant.bind === undefined ? { ...identity, subject } : identity
  return storeKeyOf(family.calls.target.baseUrl, await clientIdOf(family, grant, asked), named)
}

/** A token request takes no longer than this, in milliseconds; one for another user may first take one of the admin's. */
export function longestRequestMs({ calls, lock, lockWaitMs }: Family, { identity }: Grant): number {
  const { timeoutMs } = calls.transport
  const askingMs =
    (timeoutMs || longestAnswerMs) + calls.retry.boundMs + (lock === undefined ? 0 : lockWaitMs)
  return identity.grant === 'sudo' ? 2 * askingMs : askingMs
}

/** Whom the grant's stored record must be of. */
export function expectedSubject({ bind, identity: { subject } }: Grant): ExpectedSubject {
  return bind !== undefined && subject === undefined ? anyone : subject
}

/** A record as a session holds it. `ageMs` is given where it is known better than from the wall clock. */
export function holdRecord(
  family: Family,
  record: TokenRecord,
  place: Place,
  renewable: boolean,
  ageMs?: number,
): HeldToken {
  const now = momentOf(family)
  const lifetime: Lifetime = {
    ageMs: ageMs ?? now.wallMs - record.sentAtMs,
    lifetimeMs: record.lifetimeMs,
    draw: record.draw,
  }
  const windows = expiryWindows(lifetime, now)
  // Written out, not spread: there may be 100,000 of them, and engines store a literal in less memory.
  return {
    accessToken: record.accessToken,
    id: record.id,
    signInId: record.signInId,
    parentSignInId: record.parentSignInId,
    storeKey: place.storeKey,
    version: place.version,
    own: place.own === true,
    replacedId: place.replacedId,
    endMs: now.monotonicMs + record.lifetimeMs - Math.max(0, lifetime.ageMs),
    hardWallMs: windows.hardWallMs,
    hardMonotonicMs: windows.hardMonotonicMs,
    softWallMs: renewable ? windows.softWallMs : windows.hardWallMs,
    softMonotonicMs: renewable ? windows.softMonotonicMs : windows.hardMonotonicMs,
    barUntilMs: 0,
    barred: false,
  }
}

/** Whether the record's token can be renewed. */
export function isRenewable(grant: Grant, record: TokenRecord): boolean {
  return grant.renews === undefined ? grant.renewable : grant.renews(record)
}
