import { AuthError } from '../../errors/auth-error.js'
import { Stalled } from '../../runtime/shared-wait.js'
import { type CachedToken, isExpired, momentOf } from '../../tokens/cached-token.js'
import type { Background } from '../session-group.js'
import { refusalOf } from '../state-machine/refusal.js'
import type { CacheParts } from './cache-parts.js'
import { revalidate } from './revalidate.js'
import { askAgain } from './single-flight.js'

/** How often the record is read before one token is served, where the store notifies of a change during each reading. */
const mostLooks = 20

/**
 * A token that may be sent now. A caller's abort ends that caller's wait only. A token request that signs in is aborted when its last
 * caller left. A renewal goes on, and so does a request whose grant has `claim` (OAuth), because it may have used the refresh token.
 *
 * @param completes Whether this is the completion of a person's sign-in. All other calls without a token wait for it.
 * @throws AuthError; the signal's reason.
 */
export async function acquire(
  cache: CacheParts,
  signal: AbortSignal | undefined,
  background: Background | undefined,
  { completes = false }: { readonly completes?: boolean } = {},
): Promise<CachedToken> {
  const { generation, group } = cache
  for (;;) {
    signal?.throwIfAborted()
    if (cache.revalidation?.stale) await lookUntilQuiet(cache, signal)
    if (cache.state.name === 'denied') await retryOtherCredentials(cache, signal)
    if (!completes && cache.completion !== undefined && needsSignIn(cache))
      await group.aborts.unlessAborted(cache.completion.wait().catch(noop), signal)
    if (cache.closed) throw new AuthError('closed')
    if (cache.generation !== generation) throw new AuthError('signed_out')
    cache.dispatch({ type: 'call' })
    const { state } = cache
    if (state.name === 'signed_in') return state.token
    if (state.name !== 'renewing' && state.name !== 'signing_in') throw refusalOf(state, group.calls.clock)
    if (handedOver(cache, background) && state.name === 'renewing') return state.token
    const token = await join(cache, signal)
    if (token !== undefined) return token
  }
}

/** Whether it has no token for a call. A sign-in that is being completed brings one. */
function needsSignIn({ state, cached, group }: CacheParts): boolean {
  if (state.name === 'signing_in') return false
  return cached === undefined || isExpired(cached, momentOf(group.calls.clock))
}

/** One reading serves those who waited for it, however slow the store is, unless something happened in the meantime. */
async function lookUntilQuiet(cache: CacheParts, signal: AbortSignal | undefined): Promise<void> {
  for (let looks = 0; looks < mostLooks; looks++) {
    await cache.group.aborts.unlessAborted(revalidate(cache), signal)
    if (!cache.revalidation?.invalidated) return
  }
}

/** Whether the token request can go on without its callers: the runtime's `waitUntil` took it. If that throws, the caller waits. */
function handedOver({ flight }: CacheParts, background: Background | undefined): boolean {
  try {
    background?.((flight?.underWay ?? Promise.resolve()).then(noop, noop))
    return background !== undefined
  } catch {
    return false
  }
}

/** Waits for the token request under way. Undefined: the caller asks again, also after a failed renewal while the token is valid. */
async function join(cache: CacheParts, signal: AbortSignal | undefined): Promise<CachedToken | undefined> {
  const { flight } = cache
  const request = flight?.number
  if (flight === undefined || request === undefined) return undefined
  try {
    const { token } = await flight.join(signal)
    const isKnown = !cache.closed && cache.cached?.id === token.id && !cache.revalidation?.stale
    // One from the store may have expired since it was read. A new one is the best that there is.
    const mayServe = isKnown && (token.own || !isExpired(token, momentOf(cache.group.calls.clock)))
    return mayServe ? token : undefined
  } catch (error) {
    if (signal?.aborted) {
      // A request that uses up a refresh token goes on.
      const isLeft = flight.number === request && flight.deserted && cache.grant.claim === undefined
      if (isLeft) cache.dispatch({ type: 'abandoned', request })
      throw error
    }
    if (error === askAgain) return undefined
    if (error instanceof Stalled) {
      // The runtime ended the request that started it, so it never settles. The next one does not wait for it.
      flight.dropStalled(request)
      cache.dispatch({ type: 'stalled', request })
      return undefined
    }
    if (cache.cached === undefined) throw error
    return undefined
  }
}

async function retryOtherCredentials(cache: CacheParts, signal: AbortSignal | undefined): Promise<void> {
  const outdated = cache.refused?.areOutdated(cache.grant) ?? Promise.resolve(false)
  if (await cache.group.aborts.unlessAborted(outdated, signal))
    cache.dispatch({ type: 'credentials_changed' })
}

function noop(): void {}
