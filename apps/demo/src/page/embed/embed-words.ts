import type { EmbedEvent } from '../../shared/messages'

/** What the frame is, as its page told by the official client. */
export type FrameState = 'loading' | 'live' | 'interrupted' | 'over' | 'failed'

/** What the server did for the frames of one session of the application. */
export interface EmbedCounts {
  readonly made: number
  readonly joined: number
  readonly renewed: number
  readonly ended: number
}

/** Counts since the last sign-in. */
export function countsOf(events: readonly EmbedEvent[], slot: string): EmbedCounts {
  const own = events.filter(event => event.slot === slot)
  const since = own.slice(own.map(({ kind }) => kind).lastIndexOf('signed_in') + 1)
  const count = (kind: EmbedEvent['kind']): number => since.filter(event => event.kind === kind).length
  return { made: count('made'), joined: count('joined'), renewed: count('renewed'), ended: count('ended') }
}

/** What happened, for somebody who watches. */
export function sentenceOf({ kind, status, code }: EmbedEvent): string {
  switch (kind) {
    case 'signed_in':
      return 'Signed in to the application.'
    case 'made':
      return 'The server made an embed session at Looker.'
    case 'joined':
      return 'The server joined the embed session.'
    case 'renewed':
      return 'The server got new tokens for a frame.'
    case 'expired':
      return 'Looker gave no new tokens: the old ones have expired.'
    case 'over':
      return 'Looker says that the embed session is over.'
    case 'ended':
      return 'The server ended the embed session at Looker.'
    case 'failed':
      return failure(status)
    case 'refused':
      return `The server refused this page: ${status}, ${code}.`
  }
}

/** The endpoint tries again what may succeed later. */
function failure(status: number | undefined): string {
  if (status === undefined) return 'Looker dropped the connection. The server tries again, for up to 20 s.'
  const again = status === 429 || status >= 500
  return again
    ? `Looker answered ${status}. The server tries again, for up to 20 s.`
    : `Looker refused with ${status}.`
}

/** The state of the frame, when that changes. */
export function sentenceOfFrame(state: FrameState): string {
  switch (state) {
    case 'loading':
      return 'The page begins a frame.'
    case 'live':
      return 'The frame is live.'
    case 'interrupted':
      return 'The frame is interrupted.'
    case 'over':
      return 'The frame says that its session is over.'
    case 'failed':
      return 'The page got no tokens for a frame.'
  }
}
