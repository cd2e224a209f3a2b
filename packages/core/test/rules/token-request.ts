import { commits, readsAgain } from './commit'
import { adopt, revoke, servePrivately, withRequest } from './requests'
import {
  ends,
  groupAt,
  heldOf,
  numberOf,
  type Place,
  parentEnded,
  type Rules,
  refuses,
  type Step,
  seeSignOut,
  sessionAt,
} from './rules'
import { addTo, admin, type Held, type Request, type Stored, type TokenRecord, type World } from './world'

/** The steps of token requests, rule by rule. */
export function tokenRequestSteps(world: World, place: Place, rules: Rules): Step[] {
  const session = sessionAt(world, place)
  const { request } = session
  if (request === null) return starts(world, place)
  switch (request.at) {
    case 'read':
      return reads(world, place, rules)
    case 'read parent':
      return readsOfParent(world, place, rules)
    case 'ask':
      return asks(world, place, rules)
    case 'commit':
      return commits(world, place, rules)
    case 'read again':
      return readsAgain(world, place, rules)
    case 'revoke':
      return [['revokes the token that came too late', w => revoke(w, place), 'alone']]
  }
}

function starts(world: World, place: Place): Step[] {
  const { open, cached, signOut, revalidating } = sessionAt(world, place)
  const [parents] = groupAt(world, place).sessions
  if (!open || signOut !== null || revalidating || world.budget.requests === 0) return []
  if (place.who !== admin && parents.cached === null) return []
  if (cached !== null && !cached.shared) return [['settles its private token', w => settle(w, place)]]
  const dead = cached !== null && !world.tokens[cached.token]?.live
  if (cached === null || dead) return [['needs a token', w => begin(w, place)]]
  if (world.budget.renewals === 0) return []
  return [
    [
      'renews',
      w => {
        w.budget.renewals--
        begin(w, place)
      },
    ],
  ]
}

function begin(world: World, place: Place): void {
  const session = sessionAt(world, place)
  world.budget.requests--
  const renews = session.cached && heldOf(session.cached)
  session.request = { at: 'read', stale: false, renews, base: 'unknown', next: null }
}

function settle(world: World, place: Place): void {
  const session = sessionAt(world, place)
  world.budget.requests--
  const next = session.cached && heldOf(session.cached)
  session.request = { at: 'read again', stale: false, renews: null, base: 'unknown', next }
}

function reads(world: World, place: Place, rules: Rules): Step[] {
  if (world.locked && isAskedFor(world, place)) return []
  const steps: Step[] = [['reads the record', w => decide(w, place, w.store[place.who], rules)]]
  if (world.budget.failures > 0)
    steps.push([
      'cannot read the record',
      w => {
        w.budget.failures--
        withRequest(w, place, request => plan(w, place, request, 'unknown', request.renews))
      },
    ])
  return steps
}

/** Another process holds the lock. */
function isAskedFor({ groups }: World, { who }: Place): boolean {
  return groups.some(({ sessions }) => sessions[who].request !== null && sessions[who].request.at !== 'read')
}

/** What follows from the record as it was read. */
function decide(world: World, place: Place, stored: Stored, rules: Rules): void {
  withRequest(world, place, request => {
    const session = sessionAt(world, place)
    let { renews } = request
    if (stored?.kind === 'tombstone') {
      if (renews !== null && ends(stored, renews, rules)) renews = null
      seeSignOut(world, place, stored, rules)
    }
    if (stored?.kind === 'token' && !refuses(session, stored, rules)) {
      if (stored.token === renews?.token) return plan(world, place, request, stored, stored)
      if (place.who === admin) return adopt(world, place, stored, rules)
      request.base = stored
      request.at = 'read parent'
      return
    }
    plan(world, place, request, stored, renews)
  })
}

/** @param renews Whose sign-in and epoch it keeps; null for a sign-in. */
function plan(
  world: World,
  place: Place,
  request: Request,
  base: Stored | 'unknown',
  renews: Held | null,
): void {
  const session = sessionAt(world, place)
  const over = base === null || base === 'unknown' ? 0 : base.epoch
  let named = { epoch: Math.max(session.seen, over) + 1, signIn: -1 }
  if (renews !== null) named = { epoch: renews.epoch, signIn: renews.signIn }
  else {
    named.signIn = numberOf(place, session.signIns++)
    world.signIns[named.signIn] = { who: place.who, after: world.looked }
  }
  request.base = base
  request.next = { ...named, token: -1, parent: -1, parentEpoch: 0 }
  request.at = 'ask'
}

function readsOfParent(world: World, place: Place, rules: Rules): Step[] {
  const take = (w: World, parents: Stored | 'unknown') =>
    withRequest(w, place, request => {
      const record = request.base as TokenRecord
      if (parents !== 'unknown' && parentEnded(groupAt(w, place), parents, record, rules))
        return plan(w, place, request, record, null)
      adopt(w, place, record, rules)
    })
  const steps: Step[] = [["reads the parent's record", w => take(w, w.store[admin])]]
  if (world.budget.failures > 0)
    steps.push([
      "cannot read the parent's record",
      w => {
        w.budget.failures--
        take(w, 'unknown')
      },
    ])
  return steps
}

function asks(world: World, place: Place, rules: Rules): Step[] {
  const [parents] = groupAt(world, place).sessions
  const isSudo = place.who !== admin
  if (isSudo && parents.cached === null && parents.open && parents.request !== null) return []
  const granted = (w: World, then: (token: number, request: Request) => void) =>
    withRequest(w, place, request => {
      const session = sessionAt(w, place)
      const parent = isSudo ? groupAt(w, place).sessions[admin].cached : null
      // Looker refuses, or there is nobody to ask for it.
      if (isSudo && !w.tokens[parent?.token ?? -1]?.live) {
        session.request = null
        return
      }
      const { signIn, epoch } = parent ?? { signIn: -1, epoch: 0 }
      const token = numberOf(place, session.tokens++)
      const next = { ...(request.next as Held), token, parent: signIn, parentEpoch: epoch }
      w.tokens[token] = {
        ...{ who: place.who, signIn: next.signIn, parent: signIn, group: place.group },
        ...{ live: true, lost: false, forgotten: false },
      }
      request.next = next
      then(token, request)
    })
  const arrives = (w: World) =>
    granted(w, (token, request) => {
      addTo(groupAt(w, place).ledger, token)
      if (request.base !== 'unknown') request.at = 'commit'
      else servePrivately(w, place, request.next as Held, rules)
    })
  const isLost = (w: World) =>
    granted(w, token => {
      w.budget.lostAnswers--
      const known = w.tokens[token]
      if (known !== undefined) known.lost = true
      sessionAt(w, place).request = null
    })
  // A sudo token needs its admin's, which may go meanwhile.
  const alone = isSudo ? undefined : 'alone'
  const steps: Step[] = [['is granted a token', arrives, alone]]
  if (world.budget.lostAnswers > 0) steps.push(['is granted a token, and loses the answer', isLost, alone])
  return steps
}
