import type { TokenEvent } from '../../shared/messages'

/** How a token ended before its time. */
export type TokenEnd = 'renewed' | 'rejected' | 'revoked' | 'signed_out' | 'dropped'

/** A token as the timeline shows it. */
export interface TokenBar {
  readonly fromMs: number
  readonly renewsAtMs: number
  readonly expiresAtMs: number
  readonly source: 'login' | 'store'
  readonly ended?: { readonly atMs: number; readonly how: TokenEnd }
}

/** Requests that were answered alike, at about the same time; or a login that failed. */
export interface Mark {
  readonly atMs: number
  /** When the last of them was answered. */
  readonly toMs: number
  /** How many requests; 0 for a login. */
  readonly count: number
  /** Whom they ran as, as Looker answered; or how they failed. */
  readonly label: string
  /** The user id that was answered, right or wrong. */
  readonly who?: string
  /** Whether it was who should have been. */
  readonly good: boolean
}

/** All that is known of one identity. */
export interface Lane {
  readonly id: string
  readonly bars: readonly TokenBar[]
  readonly marks: readonly Mark[]
}

const mostBars = 30
const mostMarks = 60
/** Requests that are closer to each other are one mark. */
const togetherMs = 1200

export function withEvent(lane: Lane, event: TokenEvent): Lane {
  const { kind, atMs, source = 'login', renewsAtMs, expiresAtMs } = event
  // Not a failure: nobody has signed in yet.
  if (event.code === 'sign_in_required') return lane
  if (kind === 'grant_failed')
    return withMark(lane, { atMs, toMs: atMs, count: 0, label: `no token: ${event.code}`, good: false })
  if (kind !== 'granted' && kind !== 'renewed') return { ...lane, bars: ended(lane.bars, kind, atMs) }
  if (renewsAtMs === undefined || expiresAtMs === undefined) return lane
  // The server tells of its present tokens each time that a page begins to listen.
  if (lane.bars.some(bar => bar.fromMs === atMs && bar.expiresAtMs === expiresAtMs)) return lane
  const before = ended(lane.bars, 'renewed', atMs)
  return { ...lane, bars: [...before, { fromMs: atMs, renewsAtMs, expiresAtMs, source }].slice(-mostBars) }
}

export function withMark(lane: Lane, mark: Mark): Lane {
  const last = lane.marks.at(-1)
  const joins = last?.label === mark.label && last.good === mark.good && mark.atMs - last.toMs < togetherMs
  if (last === undefined || !joins) return { ...lane, marks: [...lane.marks, mark].slice(-mostMarks) }
  return {
    ...lane,
    marks: [...lane.marks.slice(0, -1), { ...last, toMs: mark.toMs, count: last.count + mark.count }],
  }
}

function ended(bars: readonly TokenBar[], how: TokenEnd, atMs: number): readonly TokenBar[] {
  const last = bars.at(-1)
  if (last === undefined || last.ended !== undefined || last.expiresAtMs <= atMs) return bars
  return [...bars.slice(0, -1), { ...last, ended: { atMs, how } }]
}
