import type { SessionEventBody } from '../events.js'
import type { MachineEvent, State } from './states.js'

/** The events that a step of the machine reports. */
export function announcementsOf(
  before: State,
  event: MachineEvent,
  after: State,
  source: 'login' | 'store',
): SessionEventBody[] {
  if (before === after) return []
  if ((event.type === 'granted' || event.type === 'replaced') && 'token' in after) {
    const first = !('token' in before) && !('previous' in before)
    return [{ type: first ? 'granted' : 'renewed', source: event.type === 'replaced' ? 'store' : source }]
  }
  if (event.type === 'failed')
    return [{ type: 'grant_failed', error: event.error, tokenKept: 'token' in after }]
  if (event.type === 'rejected') return [{ type: 'rejected', renewing: after.name === 'signing_in' }]
  if (after.name === 'signed_out') return [{ type: 'signed_out', reason: after.reason }]
  if (event.type === 'ended' && ('token' in before || 'previous' in before)) return [{ type: 'dropped' }]
  return []
}
