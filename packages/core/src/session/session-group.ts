import type { Ledger } from '../tokens/ledger.js'
import type { AbortListeners } from '../transport/abort-listeners.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import type { followRedirects } from '../transport/follow-redirects.js'
import type { SessionEvent, SessionEventBody } from './events.js'
import type { InTurn } from './revocation/revocation-turns.js'

/** Runs work that no caller waits for. */
export type Background = (work: Promise<unknown>) => void

/** What a session and its `as()` children share. */
export interface SessionGroup {
  readonly calls: AuthCalls
  /** What listens to callers' signals. */
  readonly aborts: AbortListeners
  /** Whether no other group can get the tokens: `close()` then revokes them. */
  readonly isPrivate: boolean
  /** Where renewals run that no caller waits for; undefined: callers wait for them. */
  readonly background: Background | undefined
  /** How redirects are followed by hand; undefined: the platform follows them itself, as browsers must. */
  readonly follow: typeof followRedirects | undefined
  readonly revokeInTurn: InTurn
  readonly ledger: Ledger
  readonly emit: (event: SessionEvent) => void
  /** Reports what happened to a token of a session, which may be forgotten. */
  readonly reportFor: (name: string, subject: string | undefined, body: SessionEventBody) => void
}
