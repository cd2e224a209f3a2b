import { asAuthError } from '../../errors/as-auth-error.js'
import { AuthError } from '../../errors/auth-error.js'
import { redactError } from '../../errors/redact.js'
import type { Grant, TokenRequestTurn } from '../../grants/grant.js'
import { within } from '../../runtime/deadline.js'
import { type Report, refreshableMs } from '../../sharing/store-client.js'
import type { HeldToken } from '../../tokens/cached-token.js'
import { trackStored } from '../../tokens/custody.js'
import type { LedgerEntry } from '../../tokens/ledger.js'
import type { RevokeReason } from '../../tokens/revoke-reason.js'
import type { SignInNames } from '../../tokens/sign-in-memory.js'
import type { TokenRecord } from '../../tokens/token-record.js'
import { logout } from '../../transport/auth-calls.js'
import { type RetryPolicy, withRetry } from '../../transport/retry.js'
import type { SessionEventBody } from '../events.js'
import { expectedSubject, type Family, newId, storedUnder } from '../session-group.js'
import { revokeInTime } from './revocation-turns.js'

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
  /** Names it in its group. */
  readonly name: string
  report(event: SessionEventBody): void
  /** Of a session that asks for tokens of other users. */
  readonly signIns: SignInNames | undefined
  readonly flight: { readonly landed: Promise<unknown> | undefined } | undefined
  /** The last token request that was no flight. */
  turn: Promise<unknown> | undefined
}

/** A tombstone outlasts every token that it ended, and sleepers who have yet to see it, by an hour. */
const tombstoneMarginMs = 3_600_000
/** It is tried for 10 s to write one, every half second at least. */
const burial: RetryPolicy = { attempts: 10_000, baseDelayMs: 30, boundMs: 10_000 }

/**
 * Ends an identity: its tombstone first, so that other sessions stop, then its tokens on the server, and those that were
 * asked for with them for other users. Where the tombstone cannot be written at once, the tokens do not wait for it.
 *
 * @param written Called when the tombstone stands: who signs in from here on was not signed out by it.
 * @throws AuthError `store_failed` when the tombstone could not be written; the tokens are revoked all the same.
 */
export function endIdentity(
  host: SignOutHost,
  held: HeldToken | undefined,
  written: () => void,
): Promise<Ended> {
  return revokeInTime(host.family.calls.clock, signal => end(host, held, written, signal))
}

async function end(
  host: SignOutHost,
  held: HeldToken | undefined,
  written: () => void,
  signal: AbortSignal,
): Promise<Ended> {
  const { family, grant } = host
  const given = grant.end?.()
  const ends = new Map<string, Promise<boolean>>()
  const sweep = (): void => {
    const isOurs = (entry: LedgerEntry): boolean => answersFor(host, entry)
    for (const [token, revoked] of family.ledger.revoking(isOurs))
      if (!ends.has(token))
        ends.set(
          token,
          family.aborts.unlessAborted(revoked, signal).catch(() => false),
        )
    for (const entry of family.ledger.of(isOurs)) {
      const { accessToken } = entry
      if (!ends.has(accessToken)) ends.set(accessToken, revokeEntry(host, entry, 'logout', signal))
    }
    if (given !== undefined && !ends.has(given))
      ends.set(
        given,
        revoke(host, given, event => host.report(event)),
      )
  }
  const failure = await bury(host, held, sweep).then(
    stored => {
      written()
      if (stored !== undefined) {
        host.signIns?.end(stored.signInId)
        trackStored(host, stored)
      }
      sweep()
    },
    error => {
      sweep()
      return asStoreFailure(error, held)
    },
  )
  if (ends.size === 0 && grant.endsUnseen)
    ends.set(
      '',
      revoke(host, '', event => host.report(event), 'logout', { signal }),
    )
  const ended = await Promise.all(ends.values())
  if (failure !== undefined) throw failure
  return { known: ended.length, dead: ended.filter(done => done).length }
}

/** Whether the session's sign-out ends that token. */
function answersFor({ name, signIns }: SignOutHost, { owner, parentSignInId }: LedgerEntry): boolean {
  return owner === name || (signIns?.hasEnded(parentSignInId) ?? false)
}

/** Runs a token request that no caller waits for, when no other one of the identity is on the wire. */
export function inTurn<T>(host: Pick<SignOutHost, 'flight' | 'turn'>, request: () => Promise<T>): Promise<T> {
  const turn = Promise.all([host.flight?.landed, host.turn]).then(request)
  host.turn = turn.catch(() => {})
  return turn
}

/** Ends a token of the ledger as its own session would. */
export function revokeEntry(
  host: SignOutHost,
  entry: LedgerEntry,
  why: RevokeReason,
  signal?: AbortSignal,
): Promise<boolean> {
  const { family, grant, name } = host
  const { accessToken, refreshToken, owner, subject } = entry
  if (owner !== name) {
    const report: Report = event => family.reportFor(owner, subject, event)
    return revoke({ family }, accessToken, report, why, { signal })
  }
  const turn: TokenRequestTurn = request => inTurn(host, request)
  return revoke({ family, grant }, accessToken, event => host.report(event), why, {
    refreshToken,
    signal,
    inTurn: turn,
  })
}

/** What a revocation may add. */
interface Revoking {
  /** What the token is renewed with. */
  readonly refreshToken?: string | undefined
  /** Gives it up. */
  readonly signal?: AbortSignal | undefined
  readonly inTurn?: TokenRequestTurn | undefined
}

/** Ends one token on the server, best effort, when it is its turn. A sign-out or `close()` that comes meanwhile waits for the result. */
export function revoke(
  host: { readonly family: Family; readonly grant?: Grant },
  token: string,
  report: Report,
  why: RevokeReason = 'logout',
  more: Revoking = {},
): Promise<boolean> {
  return host.family.ledger.revoke(token, () => revokeInTurn(host, token, report, why, more))
}

async function revokeInTurn(
  { family, grant }: { readonly family: Family; readonly grant?: Grant },
  token: string,
  report: Report,
  why: RevokeReason,
  { refreshToken, signal, inTurn }: Revoking,
): Promise<boolean> {
  const ending = family.revokeInTurn(async () => {
    signal?.throwIfAborted()
    if (grant?.revoke === undefined) return logout(family.calls, token, { signal })
    return grant.revoke(why, token, refreshToken, signal, inTurn) ?? nothingToDo
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
  { family, grant }: SignOutHost,
  held: HeldToken | undefined,
  failed: () => void,
): Promise<TokenRecord | undefined> {
  const { store, calls } = family
  if (store === undefined || !grant.renewable) return undefined
  const key =
    held?.storeKey ??
    (await within(calls.clock, burial.boundMs, storedUnder(family, grant), () => keyUnknown()))
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

function keyUnknown(): AuthError {
  return new AuthError('timeout', {
    message: `The credentials provider did not answer within ${burial.boundMs} ms, so the record of the session is not known.`,
    hint: 'See what the provider waits for, then call logout() again.',
  })
}

function asStoreFailure(error: unknown, held: HeldToken | undefined): AuthError {
  if (AuthError.is(error) && error.code === 'store_failed') return error
  const secrets = held === undefined ? [] : [held.accessToken]
  return new AuthError('store_failed', { cause: AuthError.is(error) ? error : redactError(error, secrets) })
}
