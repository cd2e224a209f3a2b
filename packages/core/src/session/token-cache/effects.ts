import { AuthError } from '../../errors/auth-error.js'
import type { CachedToken } from '../../tokens/cached-token.js'
import { trackServed } from '../../tokens/custody.js'
import { revoke } from '../../tokens/revoke.js'
import type { Effect, MachineEvent } from '../state-machine/states.js'
import type { CacheParts } from './cache-parts.js'
import { askAgain } from './single-flight.js'
import { startRequest } from './token-request.js'

/** Does what the state machine asks for. */
export function perform(cache: CacheParts, effect: Effect, event: MachineEvent, isPersonal: boolean): void {
  switch (effect.type) {
    case 'start_request':
      startRequest(cache, effect)
      break
    case 'abort_request': {
      const isSignOut = event.type === 'sign_out' || (event.type === 'ended' && isPersonal)
      const reason = isSignOut ? new AuthError('signed_out') : askAgain
      cache.flight?.end(reason, { abortNetwork: event.type === 'abandoned' })
      break
    }
    case 'end_identity':
      cache.signOuts?.begin(effect.token)
      break
    case 'end_children':
      endChildren(cache, event)
      break
    case 'end_token':
      // The store may still hold it.
      cache.signIns.rejectedId = effect.token.id
      void revoke(cache, effect.token, 'replaced')
      break
    case 'revoke_late':
      void revoke(cache, effect.token, 'late')
      break
  }
}

/** The session does not serve the token any more. The group has to revoke a token that it asked for. */
export function stopServing(cache: CacheParts, cached: CachedToken, event: MachineEvent | undefined): void {
  if (event?.type === 'ended') {
    const isParentEnded = cache.parent?.owner.signIns.hasEnded(cached.parent?.signInId)
    if (!event.parent || isParentEnded) cache.signIns.end(cached.signInId)
    if (!event.parent) return
  }
  if (cached.own && cached.version !== undefined) trackServed(cache, cached, cached.storeKey)
}

/** The tokens that were asked for with an ended sign-in are void. While the admin is signed out here, no user's token is served. */
function endChildren(cache: CacheParts, event: MachineEvent): void {
  for (const child of cache.children()) {
    const { cached } = child
    const isEnded = cached === undefined || cache.signIns.hasEnded(cached.parent?.signInId)
    if (event.type === 'sign_out' || isEnded) child.dispatch({ type: 'ended', parent: true })
  }
}
