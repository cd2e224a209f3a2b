import type { EmbedOwner } from './embed-owner.js'
import type { AcquiredTokens } from './looker/tokens.js'
import { type EmbedRecord, type EmbedSession, isCurrentFor } from './record/embed-record.js'

/** A request for the tokens with which embedded content begins. */
export interface AcquireRequest {
  readonly owner: EmbedOwner
  /** @throws Refusal `signed_out` where the application session was ended in this process since the request began. */
  readonly refuseIfEnded: () => void
  /**
   * Asks the application once more whose request it is.
   *
   * @throws Refusal `signed_out` where it is of no user any more, or of another; AuthError.
   */
  readonly again: () => Promise<EmbedOwner>
}

/** What one request looks for. Its `owner` is as the application described the user last. */
export interface Asked extends AcquireRequest {
  /** How often that was another description. */
  readonly changes: number
  /** The service account's name. */
  readonly accountHash: string
  /** References of sessions that this request could not join. */
  readonly unjoinable: ReadonlySet<string>
}

/** What one look for a session results in: tokens, or what is looked for next. */
export type Look = { readonly tokens: AcquiredTokens } | { readonly next: Asked }

/** The session that the request may join, as far as is known. */
export function joinable(
  { sessions }: EmbedRecord,
  { owner: { sessionKey, definition }, accountHash, unjoinable }: Asked,
  nowMs: number,
): EmbedSession | undefined {
  const owner = { sessionKey, definition, accountHash }
  return sessions.find(one => isCurrentFor(one, owner, nowMs) && !unjoinable.has(one.reference))
}
