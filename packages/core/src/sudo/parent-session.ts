import type { ParentSignIn } from '../grants/grant.js'
import { clientIdOf } from '../session/session-group.js'
import { acceptToken, rejectToken } from '../session/token-cache/rejections.js'
import type { SessionCore } from '../session/token-cache/token-cache.js'
import type { Report } from '../sharing/store-client.js'
import type { HeldToken } from '../tokens/cached-token.js'
import type { SudoParent } from './sudo-grant.js'

/** An admin's session, as the sessions that hang on it see it. */
export function sudoParent(core: SessionCore): SudoParent {
  return {
    acquire: signal => core.acquire(signal),
    reject: token => rejectOf(core, token),
    prove: token => acceptToken(core, token),
    clientId: () => clientIdOf(core.family, core.grant),
    fingerprint: async () => (await core.grant.prepare()).fingerprint(),
    signIn: () => signInOf(core),
    peekSignIn: report => peekSignIn(core, report),
    isCurrentSignIn: signInId => isCurrentSignIn(core, signInId),
  }
}

/** A renewal that would be fruitless is none where somebody signed out elsewhere: then the next sign-in can be had. */
async function rejectOf(core: SessionCore, token: HeldToken): Promise<boolean> {
  if (rejectToken(core, token)) return true
  core.watch?.doubt()
  await signInOf(core)
  return core.held?.id !== token.id
}

/** What is known of a session's sign-in, without signing in. */
export function signInOf(core: SessionCore): Promise<ParentSignIn> {
  return unlessSignedOut(core, async () => {
    if (core.watch?.stale) await core.watch.look()
    return core.held?.signInId ?? core.watch?.storedSignIn()
  })
}

/** The same, without a word to the session or its listeners. */
function peekSignIn(core: SessionCore, report: Report): Promise<ParentSignIn> {
  return unlessSignedOut(core, async () => {
    const { held, watch } = core
    return held !== undefined && !watch?.stale ? held.signInId : watch?.peek(report)
  })
}

/** What was read before this session signed out says nothing of what it is now. */
async function unlessSignedOut(core: SessionCore, read: () => Promise<ParentSignIn>): Promise<ParentSignIn> {
  for (;;) {
    if (core.isSignedOut) return 'ended'
    const { signOutCount } = core
    const signIn = await read()
    if (core.signOutCount !== signOutCount) continue
    // Where the store lost the sign-out, it is still known here.
    return signIn ?? (signOutCount > 0 ? 'ended' : undefined)
  }
}

/** Whether a token of that sign-in may still be sent. */
export function isCurrentSignIn(core: SessionCore, signInId: string): boolean {
  const { state, held, closed } = core
  if (closed || core.isSignedOut || state.name === 'idle') return false
  const known = held ?? ('previous' in state ? state.previous : undefined)
  return known === undefined || known.signInId === signInId
}
