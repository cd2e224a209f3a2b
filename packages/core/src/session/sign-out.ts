import { asAuthError } from '../errors/as-auth-error.js'
import { AuthError } from '../errors/auth-error.js'
import { redactError } from '../errors/redact.js'
import type { Grant, RevokeReason, TokenRequestTurn } from '../grants/grant.js'
import { logout } from '../transport/auth-calls.js'
import { type RetryPolicy, withRetry } from '../transport/retry.js'
import type { SessionEventBody } from './events.js'
import { expectedSubject, type Family, newId, storedUnder } from './family.js'
import type { HeldToken } from './held-token.js'
import type { TokenRecord } from './record.js'
import type { Minted } from './relatives.js'
import { revokeInTime } from './revocations.js'
import { type Report, refreshableMs } from './store-access.js'

/** What `logout()` answers. */
export interface SignOutResult {
  /**
   * Whether the server said that every known token of the identity is dead, and those that it got for other users. False
   * also when there was none, and for what was not revoked within 30 s.
   */
  readonly revoked: boolean
}

/** How many tokens of an identity were known when it was ended, and how many of them the server said are dead. */
export interface Ended {
  readonly known: number
  readonly dead: number
}

/** The session whose tokens end. */
export interface SignOutHost {
  readonly family: Family
  readonly grant: Grant
  report(event: SessionEventBody): void
}

/** A tombstone outlasts every token that it ended, and sleepers who have yet to see it, by an hour. */
const tombstoneMarginMs = 3_600_000
/** It is tried for 10 s to write one, every half second at least. */
const burial: RetryPolicy = { attempts: 10_000, baseDelayMs: 30, boundMs: 10_000 }

/**
 * Ends an identity: its tombstone first, so that other sessions stop, then its tokens on the server, and those that it
 * minted for others. Where the tombstone cannot be written at once, the tokens do not wait for it.
 *
 * @param buried Called when the tombstone stands: who signs in from here on was not signed out by it.
 * @throws AuthError `store_failed` when the tombstone could not be written; the tokens are revoked all the same.
 */
export function endIdentity(
  host: SignOutHost,
  held: HeldToken | undefined,
  minted: readonly Minted[],
  inTurn: TokenRequestTurn,
  buried: () => void,
): Promise<Ended> {
  return revokeInTime(host.family.calls.clock, signal => end(host, { held, minted, inTurn, buried, signal }))
}

interface Ending {
  readonly held: HeldToken | undefined
  readonly minted: readonly Minted[]
  readonly inTurn: TokenRequestTurn
  readonly buried: () => void
  /** Aborts when the tokens that are left are not revoked any more. */
  readonly signal: AbortSignal
}

async function end(host: SignOutHost, { held, minted, inTurn, buried, signal }: Ending): Promise<Ended> {
  const { family, grant } = host
  const report: Report = event => host.report(event)
  const known = [held?.accessToken, grant.end?.()]
  const ends = new Map<string, Promise<boolean>>()
  const revokeAll = (stored?: TokenRecord): void => {
    for (const token of [...known, stored?.accessToken])
      if (token !== undefined && !ends.has(token))
        ends.set(token, revoke(host, token, report, 'logout', { stored, signal, inTurn }))
    for (const other of minted)
      if (!ends.has(other.accessToken))
        ends.set(other.accessToken, revoke({ family }, other.accessToken, other.report, 'logout', { signal }))
  }
  const failure = await bury(family, grant, held, revokeAll).then(
    stored => {
      buried()
      revokeAll(stored)
    },
    error => {
      revokeAll()
      return asStoreFailure(error, held)
    },
  )
  if (ends.size === 0 && grant.endsUnseen) ends.set('', revoke(host, '', report, 'logout', { signal }))
  const ended = await Promise.all(ends.values())
  if (failure !== undefined) throw failure
  return { known: ended.length, dead: ended.filter(done => done).length }
}

/** What a revocation may add. */
interface Revoking {
  /** What the store held, of this token or a later one. */
  readonly stored?: TokenRecord | undefined
  /** Gives it up. */
  readonly signal?: AbortSignal | undefined
  readonly inTurn?: TokenRequestTurn | undefined
}

/** Ends one token on the server, best effort, when it is its turn. */
export async function revoke(
  { family, grant }: { readonly family: Family; readonly grant?: Grant },
  token: string,
  report: Report,
  why: RevokeReason = 'logout',
  { stored, signal, inTurn }: Revoking = {},
): Promise<boolean> {
  const ending = family.revokeInTurn(async () => {
    signal?.throwIfAborted()
    if (grant?.revoke === undefined) return logout(family.calls, token, { signal })
    return grant.revoke(why, token, stored, signal, inTurn) ?? nothingToDo
  })
  // Nor is the turn waited for, or a grant that ends tokens in a way of its own.
  const outcome = await family.aborts.unlessAborted(ending, signal).catch((reported: Error) => ({ reported }))
  if (outcome === nothingToDo) return true
  const error = outcome.reported
  report({
    type: 'revoked',
    why,
    ...(error !== undefined && { error: asAuthError(error, 'network', { secrets: [token] }) }),
  })
  return error === undefined
}

const nothingToDo: { readonly reported?: Error } = {}

/** Writes the tombstone, tried until it stands. Answers the record that it was put over, where there was one. */
async function bury(
  family: Family,
  grant: Grant,
  held: HeldToken | undefined,
  failed: () => void,
): Promise<TokenRecord | undefined> {
  const { store, calls } = family
  if (store === undefined || !grant.renewable) return undefined
  const key = held?.storeKey ?? (await storedUnder(family, grant))
  // Others may each keep to themselves what they renew their token with: no such token is known here.
  const unknownMs = calls.clock.now() + (grant.mustLand ? refreshableMs : 0)
  const keepUntilMs = Math.max(held?.hardWallMs ?? 0, unknownMs) + tombstoneMarginMs
  const attempt = () =>
    store
      .bury(
        key,
        expectedSubject(grant),
        over => {
          const signInId = over.record?.signInId ?? held?.signInId
          // By now another user's: they were not signed out.
          if (over.foreign && grant.bind !== undefined) return undefined
          // Before its first use a session does not know whom it is of: what stands there tells.
          const stood = over.record?.kind === 'token' ? over.record.subject : undefined
          const { subject = stood } = grant.identity
          return { kind: 'signed_out', id: newId(family), signInId, ...(grant.bind && { subject }) }
        },
        keepUntilMs,
      )
      .catch(error => {
        failed()
        throw asStoreFailure(error, held)
      })
  const over = await withRetry(attempt, burial, calls)
  return over.record?.kind === 'token' ? over.record : undefined
}

function asStoreFailure(error: unknown, held: HeldToken | undefined): AuthError {
  if (AuthError.is(error) && error.code === 'store_failed') return error
  const secrets = held === undefined ? [] : [held.accessToken]
  return new AuthError('store_failed', { cause: AuthError.is(error) ? error : redactError(error, secrets) })
}
