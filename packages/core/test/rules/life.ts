import {
  drop,
  groupAt,
  type Place,
  parentEnded,
  put,
  type Rules,
  refuses,
  type Step,
  seeSignOut,
  serve,
  sessionAt,
} from './rules'
import { addTo, admin, type Held, same, user, type Who, type World } from './world'

/** `login()` after a sign-out: a new handle, for which the next token request is a sign-in. */
export function loginSteps(world: World, place: Place): Step[] {
  const { open, request } = sessionAt(world, place)
  if (open || request !== null || world.budget.requests === 0) return []
  return [
    [
      'logs in again',
      w => {
        sessionAt(w, place).open = true
      },
    ],
  ]
}

/** Rules 7 and 8. */
export function revalidationSteps(world: World, place: Place, rules: Rules): Step[] {
  const { cached, request, signOut, revalidating } = sessionAt(world, place)
  if (cached === null || request !== null || signOut !== null) return []
  if (revalidating) return [["revalidates against the parent's record", w => readParent(w, place, rules)]]
  const stored = world.store[place.who]
  const isSame = stored === null || (stored.kind === 'token' && stored.token === cached.token)
  // A revalidation that finds nothing changes nothing.
  if (isSame && !isParentOver(world, cached)) return []
  if (!cached.shared) return []
  return [['revalidates', w => read(w, place, rules)]]
}

function isParentOver({ store }: World, { parent }: Held): boolean {
  const parents = store[admin]
  return parent >= 0 && parents !== null && (parents.kind === 'tombstone' || parents.signIn !== parent)
}

function read(world: World, place: Place, rules: Rules): void {
  const session = sessionAt(world, place)
  const stored = world.store[place.who]
  const { cached } = session
  if (cached === null) return
  if (stored?.kind === 'tombstone') seeSignOut(world, place, stored, rules)
  if (stored?.kind === 'token' && stored.token !== cached.token && !refuses(session, stored, rules)) {
    drop(world, place, rules)
    serve(world, place, stored, true, rules)
  }
  checkServed(world, place, 'own')
  session.revalidating = place.who === user && session.cached !== null
}

function readParent(world: World, place: Place, rules: Rules): void {
  const session = sessionAt(world, place)
  const { cached } = session
  session.revalidating = false
  if (cached === null) return
  if (parentEnded(groupAt(world, place), world.store[admin], cached, rules)) drop(world, place, rules)
  checkServed(world, place, 'parent')
}

/** Promise 2: what a session serves after it has revalidated was not ended before. */
function checkServed(world: World, place: Place, of: 'own' | 'parent'): void {
  const { cached } = sessionAt(world, place)
  if (cached === null || world.amnesia) return
  const signIn = of === 'own' ? cached.signIn : cached.parent
  if (world.endedForAll.includes(signIn))
    world.broken ??= `promise 2: group ${place.group} serves sign-in ${signIn}, which was ended, after it revalidated`
}

/** `close()`: rule 6, with a shared store. */
export function closeSteps(world: World, index: number, rules: Rules): Step[] {
  const group = world.groups[index]
  if (group === undefined) return []
  if (group.life === 'open') {
    if (world.budget.closes === 0) return []
    return [
      [
        'closes',
        w => {
          w.budget.closes--
          const group = groupAt(w, { group: index, who: admin })
          group.life = 'closing'
          for (const { request } of group.sessions) if (request !== null) request.stale = true
        },
      ],
    ]
  }
  const isBusy = group.sessions.some(({ request, signOut }) => request !== null || signOut !== null)
  if (isBusy) return []
  return [
    [
      'revokes what stands in no record, and is closed',
      w => {
        const group = groupAt(w, { group: index, who: admin })
        for (const { cached } of group.sessions) if (cached !== null) addTo(group.ledger, cached.token)
        for (const token of group.ledger) {
          const known = w.tokens[token]
          const isHeld = w.store.some(record => record?.kind === 'token' && record.token === token)
          const isKept = isHeld && !(rules.unanswered && group.mayReplace.includes(token))
          if (known !== undefined && !isKept) known.live = false
        }
        group.life = 'closed'
        forget(w, index)
      },
    ],
  ]
}

/** The process is no more. */
export function crashSteps(world: World, index: number): Step[] {
  if (world.budget.crashes === 0) return []
  return [
    [
      'crashes',
      w => {
        w.budget.crashes--
        const group = groupAt(w, { group: index, who: admin })
        const onTheWire = group.sessions.map(({ request }) => request?.next?.token ?? -1)
        const held = group.sessions.map(({ cached }) => cached?.token ?? -1)
        for (const token of [...group.ledger, ...onTheWire]) {
          const known = w.tokens[token]
          if (known !== undefined) known.lost = true
        }
        for (const token of held) {
          const known = w.tokens[token]
          if (known?.forgotten) known.lost = true
        }
        group.life = 'crashed'
        forget(w, index)
      },
    ],
  ]
}

function forget(world: World, index: number): void {
  const group = groupAt(world, { group: index, who: admin })
  group.ledger = []
  group.sent = []
  group.mayReplace = []
  for (const session of group.sessions)
    Object.assign(session, {
      cached: null,
      request: null,
      signOut: null,
      seen: 0,
      ended: [],
      revalidating: false,
    })
}

/** `maxSessions`: the user's session is forgotten, and what rules 2 and 5 remember is not. */
export function evictionSteps(world: World, place: Place, rules: Rules): Step[] {
  const { cached, request, signOut } = sessionAt(world, place)
  if (world.budget.evictions === 0 || cached === null || request !== null || signOut !== null) return []
  return [
    [
      'is evicted',
      w => {
        w.budget.evictions--
        drop(w, place, rules)
      },
    ],
  ]
}

/** What happens to the store and to Looker. */
export function worldSteps(world: World): Step[] {
  const steps: Step[] = []
  for (const [index, { who, base, next }] of world.late.entries())
    steps.push([
      'a late commit is applied, or is refused',
      w => {
        w.late = w.late.filter((_, place) => place !== index)
        if (same(w.store[who], base)) put(w, who, next)
      },
    ])
  const whos: readonly Who[] = [admin, user]
  for (const who of whos) {
    const stored = world.store[who]
    if (world.budget.flushes > 0 && stored !== null)
      steps.push([
        `the store forgets the record of ${who}`,
        w => {
          w.budget.flushes--
          lose(w, who)
          w.store[who] = null
        },
      ])
    if (world.budget.rollbacks === 0) continue
    for (const [index, earlier] of world.past[who].entries())
      if (!same(earlier, stored))
        steps.push([
          `the store rolls back the record of ${who} to what it was before, ${index}`,
          w => {
            w.budget.rollbacks--
            lose(w, who)
            w.store[who] = earlier
          },
        ])
  }
  return steps
}

function lose(world: World, who: Who): void {
  const stored = world.store[who]
  world.amnesia = true
  if (stored?.kind !== 'token') return
  const token = world.tokens[stored.token]
  if (token !== undefined) token.forgotten = true
}
