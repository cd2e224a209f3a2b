import { type MachineArrow, machineArrows, type SessionEvent, type SessionState } from '@looker-auth/browser'
import { reasonOn } from './reasons'

type Status = SessionState['status']

/** All arrows from one state to another, as one. */
export interface Way {
  readonly to: Status
  readonly reasons: readonly string[]
}

/** One change of state that was seen, and why it came. */
export interface Passage {
  readonly number: number
  readonly from: Status
  readonly to: Status
  readonly reason: string
}

/** The usual ways first; to stay in the same state comes last. */
const order: readonly Status[] = [
  'signed_in',
  'renewing',
  'signing_in',
  'idle',
  'failed_for_now',
  'denied',
  'signing_out',
  'signed_out',
]

const arrows = machineArrows()

/** Where the session of a page can go from a state. */
export function waysFrom(status: Status): readonly Way[] {
  const ways = order.map(to => ({
    to,
    reasons: arrows
      .filter(arrow => arrow.from === status && arrow.to === to && isOfPage(arrow))
      .map(reasonOn),
  }))
  return ways
    .filter(({ reasons }) => reasons.length > 0)
    .sort((one, other) => Number(one.to === status) - Number(other.to === status))
}

/** Whether a page of the demo can see it happen: a person's session, which is signed in only where it was signed out. */
function isOfPage({ from, event, when }: MachineArrow): boolean {
  if (event === 'credentials_changed' || event === 'reopened') return false
  if (event === 'ended') return when === 'personal'
  if (event === 'sign_in') return from === 'signed_out'
  return event !== 'sign_out' || from !== 'signed_out'
}

/** What the session's events say of the step that they belong to. */
const announced: Readonly<Partial<Record<SessionEvent['type'], readonly MachineArrow['event'][]>>> = {
  granted: ['granted', 'replaced'],
  renewed: ['granted', 'replaced'],
  grant_failed: ['failed'],
  rejected: ['rejected'],
  signed_out: ['ended', 'sign_out_finished'],
  dropped: ['ended'],
}

/** Whether the event says why the state changes. */
export function isReason({ type }: SessionEvent): boolean {
  return announced[type] !== undefined
}

/** Why the session went from one state to another; undefined where the machine has no such arrow. */
export function reasonOf(from: Status, to: Status, event: SessionEvent | undefined): string | undefined {
  const kinds = event && announced[event.type]
  const between = arrows.filter(arrow => arrow.from === from && arrow.to === to && isOfPage(arrow))
  const fitting = between.filter(arrow =>
    kinds === undefined ? !isAnnounced(arrow.event) : kinds.includes(arrow.event),
  )
  if (event !== undefined && 'source' in event && fitting.length > 0)
    return event.source === 'store' ? 'this browser has stored a token' : 'a token arrives'
  const [...reasons] = new Set((fitting.length > 0 ? fitting : between).map(reasonOn))
  return reasons.length === 0 ? undefined : reasons.join(', or ')
}

function isAnnounced(event: MachineArrow['event']): boolean {
  return Object.values(announced).some(kinds => kinds.includes(event))
}
