import type { CachedToken } from '../../tokens/cached-token.js'
import { revokeOwn } from '../revocation/revoke-own.js'
import type { State } from '../state-machine/states.js'
import type { CacheParts } from './cache-parts.js'

/** Reads the record of the cached token, and acts on what it shows. */
export async function revalidate(cache: CacheParts): Promise<void> {
  const finding = await cache.revalidation?.look()
  if (finding === undefined || cache.cached?.id !== finding.about) return
  if (finding.found === 'unchanged') cache.freshnessChanged()
  if (finding.found === 'replaced') cache.dispatch({ type: 'replaced', token: finding.token })
  if (finding.found === 'ended') endElsewhere(cache, finding.parent)
}

/** @param parent Whether the admin's sign-in was ended, and not the user's own. */
export function endElsewhere(cache: CacheParts, parent = false): void {
  const { cached = previousOf(cache.state) } = cache
  cache.dispatch({ type: 'ended', parent })
  if (cached !== undefined) revokeOwn(cache, parent ? cached.parent?.signInId : cached.signInId)
}

/** The token that was rejected or expired, while another one is asked for. */
function previousOf(state: State): CachedToken | undefined {
  return state.name === 'signing_in' ? state.previous : undefined
}
