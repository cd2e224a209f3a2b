import { adopt, revoke, servePrivately, withRequest } from './requests'
import {
  groupAt,
  type Place,
  put,
  type Rules,
  refuses,
  type Step,
  seeSignOut,
  serve,
  sessionAt,
} from './rules'
import { addTo, admin, type Held, type Stored, same, type TokenRecord, type World } from './world'

export function commits(world: World, place: Place, rules: Rules): Step[] {
  const { request } = sessionAt(world, place)
  if (request === null) return []
  if (request.stale) return [['revokes instead of storing', w => revoke(w, place), 'alone']]
  const base = request.base as Stored
  const record: TokenRecord = { kind: 'token', ...(request.next as Held) }
  const matches = same(world.store[place.who], base)
  const steps: Step[] = [
    [
      matches ? 'stores the token' : 'finds that the record has changed',
      w => {
        const group = groupAt(w, place)
        const session = sessionAt(w, place)
        if (!matches) {
          if (session.request !== null) session.request.at = 'read again'
          return
        }
        put(w, place.who, record)
        if (rules.custody && base?.kind === 'token' && w.tokens[base.token]?.live)
          addTo(group.ledger, base.token)
        group.ledger = group.ledger.filter(token => token !== record.token)
        adopt(w, place, record, rules)
      },
    ],
  ]
  if (world.budget.cuts > 0) {
    const sent = (w: World) => {
      w.budget.cuts--
      const group = groupAt(w, place)
      addTo(group.sent, record.signIn)
      if (base?.kind === 'token' && w.tokens[base.token]?.live) {
        addTo(group.ledger, base.token)
        addTo(group.mayReplace, base.token)
      }
      const { request } = sessionAt(w, place)
      if (request !== null) request.at = 'read again'
    }
    if (matches)
      steps.push([
        'stores the token, and gets no answer',
        w => {
          put(w, place.who, record)
          sent(w)
        },
      ])
    steps.push([
      'sends a commit that is late',
      w => {
        w.late.push({ who: place.who, base, next: record })
        sent(w)
      },
    ])
  }
  return steps
}

export function readsAgain(world: World, place: Place, rules: Rules): Step[] {
  const steps: Step[] = [['reads the record again', w => decideAgain(w, place, w.store[place.who], rules)]]
  if (world.budget.failures > 0)
    steps.push([
      'cannot read the record again',
      w => {
        w.budget.failures--
        withRequest(w, place, ({ next }) => servePrivately(w, place, next as Held, rules))
      },
    ])
  return steps
}

/** Rule 4. */
function decideAgain(world: World, place: Place, stored: Stored, rules: Rules): void {
  withRequest(world, place, request => {
    const session = sessionAt(world, place)
    const next = request.next as Held
    const { base } = request
    if (stored?.kind === 'token' && stored.token === next.token) return adopt(world, place, stored, rules)
    const known = base === 'unknown' ? stored === null || stored.epoch < next.epoch : same(stored, base)
    if (known || (!rules.givesUp && stored?.kind === 'tombstone')) {
      request.base = stored
      request.at = 'commit'
      return
    }
    session.request = null
    if (session.cached?.token === next.token) session.cached = null
    if (stored?.kind === 'tombstone') seeSignOut(world, place, stored, rules)
    if (stored?.kind === 'token' && place.who === admin && !refuses(session, stored, rules))
      serve(world, place, stored, true, rules)
  })
}
