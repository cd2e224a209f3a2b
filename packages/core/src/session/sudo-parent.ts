import type { ParentSignIn } from '../grants/grant.js'
import type { SudoParent } from '../grants/sudo.js'
import type { HeldToken } from './held-token.js'
import type { SessionCore } from './session-core.js'
import type { Report } from './store-access.js'

/** An admin's session, as the sessions that hang on it see it. */
export function sudoParent(core: SessionCore): SudoParent {
  return {
    acquire: signal => core.acquire(signal),
    reject: token => rejectOf(core, token),
    prove: token => core.prove(token),
    clientId: async () => (await core.grant.prepare()).clientId(),
    fingerprint: async () => (await core.grant.prepare()).fingerprint(),
    signIn: () => signInOf(core),
    peekSignIn: report => peekSignIn(core, report),
    isCurrentSignIn: signInId => isCurrentSignIn(core, signInId),
  }
}

/** A renewal that would be fruitless is none where somebody signed out elsewhere: then the next sign-in can be had. */
async function rejectOf(core: SessionCore, token: HeldToken): Promise<boolean> {
  if (core.reject(token)) return true
  core.watch?.doubt()
  await signInOf(core)
  return core.held?.id !== token.id
}

/** What is known of a session's sign-in, without signing in. */
export async function signInOf(core: SessionCore): Promise<ParentSignIn> {
  if (core.state.name === 'signing_out' || core.state.name === 'signed_out') return 'ended'
  if (core.watch?.stale) await core.watch.look()
  return core.held?.signInId ?? core.watch?.storedSignIn()
}

/** The same, without a word to the session or its listeners. */
async function peekSignIn({ state, held, watch }: SessionCore, report: Report): Promise<ParentSignIn> {
  if (state.name === 'signing_out' || state.name === 'signed_out') return 'ended'
  return held !== undefined && !watch?.stale ? held.signInId : watch?.peek(report)
}

/** Whether a token of that sign-in may still be sent. */
export function isCurrentSignIn({ state, held, closed }: SessionCore, signInId: string): boolean {
  if (closed || state.name === 'signed_out' || state.name === 'signing_out' || state.name === 'idle')
    return false
  const known = held ?? ('previous' in state ? state.previous : undefined)
  return known === undefined || known.signInId === signInId
}
