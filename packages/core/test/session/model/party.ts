import type { Machine } from './timeline.js'

/** How the own user of a session group signs in. */
export type FamilyKind = 'api_key' | 'oauth' | 'backend'

/** One session group, as the promises see it. */
export interface Party {
  readonly name: string
  readonly kind: FamilyKind
  /** The id of its own user. */
  readonly ownId: string
  /** Those who share a store share a group. */
  readonly group: string
  /** For pages of an application: the session group of its service account. */
  readonly service: (() => Party) | undefined
  readonly machine: Machine
  /** How many sessions of other users it remembers, where it does not remember all. */
  readonly maxSessions: number | undefined
  closed: boolean
  /** Its machine fell asleep in the middle of a call, its own or a page's, or woke up with a clock set back: no clock shows how long it slept. */
  dazed: boolean
  /** The seat of its own user, on whose behalf others are acted for. */
  root: Seat | undefined
  /** When its grants were disturbed, and when one of its tokens was killed, on its machine's monotonic clock. */
  readonly disturbedMs: number[]
  readonly killedMs: number[]
}

/** What a caller holds: a session group's session for one user. */
export interface Seat {
  readonly name: string
  readonly party: Party
  readonly subject: string
  /** The admin's, for sudo. */
  readonly root: Seat | undefined
  signedOut: boolean
  signIns: number
  /** How many of them are under way. */
  signingIn: number
  /** When its last sign-in that succeeded began. */
  signedIn: Moment | undefined
  /** Tokens that were asked for before this are over. */
  floor: number
}

/** True time, and the place in the order of everything that happens. */
export interface Moment {
  readonly ms: number
  readonly order: number
}

export function seatFor(party: Party, subject: string): Seat {
  const root = subject === party.ownId ? undefined : party.root
  const seat = {
    name: `${party.name}/${subject}`,
    party,
    subject,
    root,
    signedOut: false,
    signIns: 0,
    signingIn: 0,
    signedIn: undefined,
    floor: 0,
  }
  if (root === undefined) party.root = seat
  return seat
}
