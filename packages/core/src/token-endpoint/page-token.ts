import { AuthError } from '../errors/auth-error.js'
import { Refusal } from '../page-endpoint/refusal.js'
import { kindOfAnswer } from '../protocol/answers/answer-kind.js'
import { apiUrl, authorization, type WireRequest } from '../protocol/wire.js'
import { settledWithin } from '../runtime/deadline.js'
import { sha256 } from '../runtime/sha256.js'
import { acquire } from '../session/token-cache/acquire.js'
import { acceptToken, rejectToken } from '../session/token-cache/rejections.js'
import type { TokenCache } from '../session/token-cache/token-cache.js'
import { type CachedToken, isDueForRenewal, momentOf } from '../tokens/cached-token.js'
import { revoke } from '../tokens/revoke.js'
import { exchange } from '../transport/exchange.js'

/** The page waits no longer, in milliseconds, for whether Looker rejects a token. */
const longestAnswerMs = 5000

/** Nor longer for the end of its old token at Looker, once its new one is there; that goes on. */
const longestEndingMs = 1000

/** What a page asks for, as far as its token depends on it. */
export interface PageTokenRequest {
  /** SHA-256 of the token that Looker rejected, as the page says. */
  readonly rejected: string | undefined
  /** Counts a renewal that this causes. False where it is one too many. */
  readonly mayRenew: () => boolean
  /** The page's request. */
  readonly signal: AbortSignal
}

/**
 * The application session's token. Where a page says that Looker rejected the one that it has, the answer is a token
 * that Looker takes, within the bound of renewals.
 *
 * @param cache In use until the answer.
 * @throws Refusal `unknown_user`; AuthError.
 */
export async function pageToken(cache: TokenCache, asked: PageTokenRequest): Promise<CachedToken> {
  const { rejected, signal } = asked
  const isNamed = async (token: CachedToken): Promise<boolean> =>
    rejected === (await sha256(token.accessToken))
  try {
    const held = await fresh(cache, signal)
    if (rejected === undefined) return held
    // What revoked the page's token may have revoked this one too, and no request shows it: the server sends none with it.
    if (!(await isNamed(held)) && !(await isDead(cache, held, signal))) return held
    const next = await replace(cache, held, asked)
    // Another server may have stored it since this one looked.
    return next !== held && (await isNamed(next)) ? await replace(cache, next, asked) : next
  } catch (error) {
    if (AuthError.is(error) && error.code === 'unknown_user')
      throw new Refusal('unknown_user', { hint: error.hint })
    throw error
  }
}

/** The session's token. If it is due for renewal, it is renewed first, also if it was just read from the store: the page keeps it for minutes. */
async function fresh(cache: TokenCache, signal: AbortSignal): Promise<CachedToken> {
  const token = await acquire(cache, signal, undefined)
  const isDue = isDueForRenewal(token, momentOf(cache.group.calls.clock))
  return isDue ? acquire(cache, signal, undefined) : token
}

/** Another token, if one may be had. The session's own bound does not hold: no request shows here whether Looker takes a token. */
async function replace(
  cache: TokenCache,
  held: CachedToken,
  { mayRenew, signal }: PageTokenRequest,
): Promise<CachedToken> {
  const isCurrent = cache.cached?.id === held.id
  if (isCurrent && !mayRenew()) return held
  acceptToken(cache, held)
  if (!rejectToken(cache, held)) return held
  // A page may say so of one that lives, which no sign-out would know of any more.
  const ending = isCurrent && revoke(cache, held, 'replaced')
  const next = await fresh(cache, signal)
  const { clock } = cache.group.calls
  if (ending !== false) await settledWithin(clock, longestEndingMs, ending)
  return next
}

/** Whether Looker rejects the token. Where Looker does not say so, the page may try it. */
async function isDead({ group }: TokenCache, token: CachedToken, signal: AbortSignal): Promise<boolean> {
  const { target, transport } = group.calls
  const request: WireRequest = {
    method: 'GET',
    url: apiUrl(target, '/session'),
    headers: { accept: 'application/json', authorization: authorization(target, token.accessToken) },
    secrets: [token.accessToken],
  }
  const timeoutMs = Math.min(transport.timeoutMs || longestAnswerMs, longestAnswerMs)
  return exchange({ ...transport, timeoutMs }, request, signal).then(
    answer => kindOfAnswer(answer) === 'unauthenticated',
    () => false,
  )
}
