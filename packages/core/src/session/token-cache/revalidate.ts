import { revokeOwn } from '../revocation/revoke-own.js'
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
  const { cached } = cache
  cache.dispatch({ type: 'ended', parent })
  if (cached !== undefined) revokeOwn(cache, parent ? cached.parent?.signInId : cached.signInId)
}
