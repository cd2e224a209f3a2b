import type { Session, SessionEvent } from '@looker-auth/browser'
import type { TokenEvent } from './messages'

/** The parts of a session that are looked at, whichever package made it. */
type Watched = Pick<Session, 'state' | 'onEvent'>

/** Tells of each change of a session's token. Returns a function that ends it. */
export function watchTokens(
  session: Watched,
  lane: string,
  now: () => number,
  tell: (event: TokenEvent) => void,
): () => void {
  return session.onEvent(event => {
    const { identity, expiresAtMs, renewsAtMs } = session.state
    // A service account's session hears of those that descend from it too.
    if (event.subject !== identity.subject || !isOfToken(event)) return
    const times = expiresAtMs !== undefined && renewsAtMs !== undefined ? { expiresAtMs, renewsAtMs } : {}
    tell({
      lane,
      atMs: now(),
      kind: event.type,
      ...('source' in event && { source: event.source, ...times }),
      ...(event.type === 'grant_failed' && { code: event.error.code }),
    })
  })
}

type EventOfToken = Extract<SessionEvent, { readonly type: TokenEvent['kind'] }>

function isOfToken(event: SessionEvent): event is EventOfToken {
  return ['granted', 'renewed', 'rejected', 'signed_out', 'dropped', 'grant_failed'].includes(event.type)
}
