import type { Session, UserGrant } from '@looker-auth/core'

/** A grant for pages, and what it adds to their sessions. */
export interface PageGrant<Added extends object> extends UserGrant {
  /** For `createSession()`. */
  extend?(session: Session): Added
}
