import { acceptToken, rejectToken } from '../session/token-cache/rejections.js'
import { revalidate } from '../session/token-cache/revalidate.js'
import type { TokenCache } from '../session/token-cache/token-cache.js'
import type { ParentSession } from '../tokens/token-owner.js'
import type { ParentSignIn } from '../tokens/token-record.js'

/** An admin's session, for the sessions of the users for whom it asks for tokens. */
export function parentSession(cache: TokenCache): ParentSession {
  let last: { readonly tokenId: string; readonly signIn: ParentSignIn } | undefined
  return {
    owner: cache,
    get isSignedOut() {
      return cache.isSignedOut
    },
    acquire: signal => cache.acquire(signal),
    accept: token => acceptToken(cache, token),
    invalidate: () => cache.revalidation?.invalidate(),
    isCurrent: signInId => cache.maySend({ signInId, parent: undefined }),
    /** Where renewals are suppressed, the record is read: the admin may have signed out elsewhere, so that a new sign-in can be had. */
    async reject(token) {
      if (rejectToken(cache, token)) return true
      cache.revalidation?.invalidate()
      await revalidate(cache)
      return cache.cached?.id !== token.id
    },
    /** One object for the records of all users, for there may be 100,000 of them. */
    signInOf({ id, storeKey, signInId, epoch }) {
      if (last?.tokenId !== id) last = { tokenId: id, signIn: { key: storeKey, signInId, epoch } }
      return last.signIn
    },
  }
}
