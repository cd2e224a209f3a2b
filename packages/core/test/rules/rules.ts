import type { Group, Held, Session, Stored, TokenRecord, Tombstone, Who, World } from './world'
import { addTo, admin } from './world'

/** The rules of the design that can be left out, to see that a promise breaks without them. */
export interface Rules {
  /** Rule 1: a tombstone names the sign-ins that it ended, and a session refuses those names. */
  readonly names: boolean
  /** Rule 2: a session refuses epochs older than the highest that it saw. */
  readonly epochs: boolean
  /** Rule 3: `logout()` looks at the record when it is called. */
  readonly look: boolean
  /** Rule 3: a tombstone is written only over a sign-in that this sign-out ends. */
  readonly ownOnly: boolean
  /** Rule 4: a sign-in whose commit is lost gives up where it finds a sign-out that it did not know. */
  readonly givesUp: boolean
  /** Rule 5: whoever replaces a record takes the token that stood there into its ledger. */
  readonly custody: boolean
  /** Rule 5: a token that the group asked for enters the ledger again when the session stops serving it. */
  readonly keeps: boolean
  /** Rule 6: `close()` also revokes what a commit without an answer would replace. */
  readonly unanswered: boolean
  /** Rule 3: a sign-out writes over a tombstone that does not name all that it ends. */
  readonly overTombstone: boolean
  /** Rule 8: a revalidation of a sudo token reads the parent's record too. */
  readonly parent: boolean
}

export const allRules: Rules = {
  names: true,
  epochs: true,
  look: true,
  ownOnly: true,
  givesUp: true,
  custody: true,
  keeps: true,
  unanswered: true,
  overTombstone: true,
  parent: true,
}

/**
 * A step that can be taken. One that is `alone` changes nothing that another step reads, and is changed by none in a way that matters:
 * where there is one, the orders in which others come first lead to no other world.
 */
export type Step = readonly [name: string, take: (world: World) => void, alone?: 'alone' | undefined]

/** Where a step is taken: the session of `who` in a group. */
export interface Place {
  readonly group: number
  readonly who: Who
}

export const groupAt = (world: World, { group }: Place): Group => world.groups[group] as Group
/** The `count`th token or sign-in of a session: the same number in whatever order the sessions take their steps. */
export const numberOf = ({ group, who }: Place, count: number): number => group * 20 + who * 10 + count

export const sessionAt = (world: World, place: Place): Session => groupAt(world, place).sessions[place.who]

/** Rule 2. */
export function refuses({ ended, seen }: Session, record: TokenRecord, rules: Rules): boolean {
  return (rules.names && ended.includes(record.signIn)) || (rules.epochs && record.epoch < seen)
}

export function ends(tombstone: Tombstone, held: Held, rules: Rules): boolean {
  return tombstone.epoch >= held.epoch || (rules.names && tombstone.ended.includes(held.signIn))
}

/** Rule 8: whether the admin's record, or what this group remembers, shows that the sign-in was ended by which a user's token was got. */
export function parentEnded(
  group: Group,
  parents: Stored,
  { parent, parentEpoch }: Held,
  rules: Rules,
): boolean {
  if (rules.names && group.sessions[admin].ended.includes(parent)) return true
  if (!rules.parent || parents === null) return false
  if (parents.kind === 'token') return parents.signIn !== parent && parents.epoch >= parentEpoch
  return parents.epoch >= parentEpoch || (rules.names && parents.ended.includes(parent))
}

export function heldOf({ token, epoch, signIn, parent, parentEpoch }: Held): Held {
  return { token, epoch, signIn, parent, parentEpoch }
}

/** The session serves this token from now on. */
export function serve(world: World, place: Place, held: Held, shared: boolean, rules: Rules): void {
  const session = sessionAt(world, place)
  if (session.cached?.token !== held.token) drop(world, place, rules)
  session.cached = { ...heldOf(held), shared }
  session.seen = Math.max(session.seen, held.epoch)
}

/** The session drops what it serves. Rule 5: where the group asked for it itself, it keeps it in its ledger. */
export function drop(world: World, place: Place, rules: Rules): void {
  const session = sessionAt(world, place)
  const token = session.cached?.token ?? -1
  session.cached = null
  const known = world.tokens[token]
  if (rules.keeps && known?.live && known.group === place.group) addTo(groupAt(world, place).ledger, token)
}

/** Rule 6: the session sees a sign-out that was made elsewhere. */
export function seeSignOut(world: World, place: Place, tombstone: Tombstone, rules: Rules): void {
  const session = sessionAt(world, place)
  session.seen = Math.max(session.seen, tombstone.epoch)
  const { cached } = session
  const over = [...tombstone.ended]
  addTo(session.told, ...tombstone.ended)
  if (cached !== null && ends(tombstone, cached, rules)) {
    over.push(cached.signIn)
    addTo(session.told, cached.signIn)
    drop(world, place, rules)
  }
  revokeOf(world, place, over)
}

/** Revokes the tokens of the ledger that are of these sign-ins. */
export function revokeOf(world: World, place: Place, signIns: readonly number[]): void {
  const group = groupAt(world, place)
  for (const token of group.ledger) {
    const known = world.tokens[token]
    if (known !== undefined && signIns.includes(known.signIn)) known.live = false
  }
  group.ledger = group.ledger.filter(token => world.tokens[token]?.live)
}

/** The store takes a record. */
export function put(world: World, who: Who, next: Stored): void {
  const before = world.store[who]
  // Promise 2: no sign-in that was under way takes the place of a sign-out; none that began after it is undone by it.
  if (!world.amnesia && before?.kind === 'tombstone' && next?.kind === 'token')
    if (!((world.signIns[next.signIn]?.after ?? 0) & before.by))
      world.broken ??= `promise 2: sign-in ${next.signIn} takes the place of a sign-out that it did not know`
  if (before?.kind === 'token' && next?.kind === 'tombstone')
    if ((world.signIns[before.signIn]?.after ?? 0) & next.by)
      world.broken ??= `promise 2: a sign-out takes the place of sign-in ${before.signIn}, which began after it`
  const past = world.past[who]
  if (world.budget.rollbacks > 0 && past.every(one => JSON.stringify(one) !== JSON.stringify(before)))
    past.push(before)
  world.store[who] = next
}
