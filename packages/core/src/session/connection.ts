import type { Clock } from '../runtime/clock.js'
import type { Fetch } from '../runtime/fetch.js'
import type { Random } from '../runtime/random.js'
import type { AbortListeners } from '../transport/abort-listeners.js'
import type { SessionEventBody } from './events.js'
import { Session } from './session.js'

/** What packages that build on a session need beside its own methods. */
export interface SessionConnection {
  /** Sends a request without a token, with the session's TLS and proxy settings. It has no time bound of its own. */
  readonly fetch: Fetch
  /** The session's clocks, timers and chance. */
  readonly clock: Clock
  readonly random: Random
  /** Listens to callers' signals: one listener for each signal, however many calls share it. */
  readonly aborts: AbortListeners
  /** Calls the listeners of the session's events. */
  report(event: SessionEventBody): void
}

/**
 * The connection of a session, for packages that build on sessions.
 *
 * @throws AuthError `closed`; `configuration` for what is no session.
 */
export function connectionOf(session: Session): SessionConnection {
  const { cache } = Session.insideOf(session)
  const { aborts, calls } = cache.group
  const { clock, random, transport } = calls
  return { fetch: transport.fetch, clock, random, aborts, report: body => cache.report(body) }
}
