import type { Session, SessionEvent, SessionState } from '@looker-auth/browser'
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
    // A service account's session hears of those that descend from it too.
    if (event.subject !== session.state.identity.subject) return
    const told = tokenEventOf(event, lane, now(), () => session.state)
    if (told !== undefined) tell(told)
  })
}

/** What an event says of a session's token; undefined where it says nothing of it. */
export function tokenEventOf(
  event: SessionEvent,
  lane: string,
  atMs: number,
  state: () => SessionState,
): TokenEvent | undefined {
  if (!isOfToken(event)) return undefined
  return {
    lane,
    atMs,
    kind: event.type,
    ...('source' in event && { source: event.source, ...timesIn(state()) }),
    ...(event.type === 'grant_failed' && { code: event.error.code }),
  }
}

function timesIn({ expiresAtMs, renewsAtMs }: SessionState) {
  return expiresAtMs !== undefined && renewsAtMs !== undefined ? { expiresAtMs, renewsAtMs } : {}
}

type EventOfToken = Extract<SessionEvent, { readonly type: TokenEvent['kind'] }>

function isOfToken(event: SessionEvent): event is EventOfToken {
  return ['granted', 'renewed', 'rejected', 'signed_out', 'dropped', 'grant_failed'].includes(event.type)
}
