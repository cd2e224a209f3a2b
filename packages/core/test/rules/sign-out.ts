import { groupAt, type Place, put, type Rules, revokeOf, type Step, sessionAt } from './rules'
import { addTo, admin, type SignOut, type Stored, same, type Tombstone, user, type World } from './world'

/** The steps of `logout()`: rules 3 and 6. */
export function signOutSteps(world: World, place: Place, rules: Rules): Step[] {
  const { signOut } = sessionAt(world, place)
  if (signOut === null) return begins(world, place)
  switch (signOut.at) {
    case 'look':
      return looks(world, place, rules)
    case 'look again':
      return [['looks again', w => lookAgain(w, place, w.store[place.who], rules)]]
    case 'write':
      return writes(world, place, rules)
    case 'sweep':
      return sweeps(world, place)
  }
}

function begins(world: World, place: Place): Step[] {
  const { open } = sessionAt(world, place)
  if (!open || world.budget.signOuts === 0) return []
  return [
    [
      'signs out',
      w => {
        w.budget.signOuts--
        begin(w, place)
        // An admin's sign-out ends the users of its group too.
        const child = { group: place.group, who: user } as const
        if (place.who === admin && sessionAt(w, child).signOut === null) begin(w, child)
      },
    ],
  ]
}

function begin(world: World, place: Place): void {
  const group = groupAt(world, place)
  const session = sessionAt(world, place)
  const ended: number[] = []
  const isOwn = (signIn: number) => world.signIns[signIn]?.who === place.who
  addTo(ended, session.cached?.signIn ?? -1, session.request?.next?.signIn ?? -1)
  addTo(ended, ...group.sent.filter(isOwn))
  addTo(ended, ...group.ledger.map(token => world.tokens[token]?.signIn ?? -1).filter(isOwn))
  if (session.cached !== null) addTo(group.ledger, session.cached.token)
  session.cached = null
  session.open = false
  session.revalidating = false
  if (session.request !== null) session.request.stale = true
  const signOut: SignOut = {
    ...{
      at: 'look',
      bit: 1 << (place.group * 6 + place.who * 3 + session.signOuts++),
      ended: [],
      promised: [],
      failed: false,
      base: null,
    },
  }
  session.signOut = signOut
  name(world, place, ended)
}

/** The sign-out ends these sign-ins, and has to. */
function name(world: World, place: Place, signIns: readonly number[]): void {
  const session = sessionAt(world, place)
  addTo(session.signOut?.ended ?? [], ...signIns)
  addTo(session.signOut?.promised ?? [], ...signIns)
  addTo(session.ended, ...signIns)
  addTo(groupAt(world, place).promised, ...signIns)
}

function looks(world: World, place: Place, rules: Rules): Step[] {
  const steps: Step[] = [
    [
      'looks',
      w => {
        const { signOut } = sessionAt(w, place)
        const stored = w.store[place.who]
        if (signOut === null) return
        w.looked |= signOut.bit
        if (stored?.kind === 'token') {
          if (rules.look) name(w, place, [stored.signIn])
          else addTo(signOut.promised, stored.signIn)
        }
        lookAgain(w, place, stored, rules)
      },
    ],
  ]
  if (world.budget.failures > 0)
    steps.push([
      'cannot look',
      w => {
        w.budget.failures--
        const { signOut } = sessionAt(w, place)
        if (signOut === null) return
        w.looked |= signOut.bit
        signOut.at = 'look again'
      },
    ])
  return steps
}

function lookAgain(world: World, place: Place, stored: Stored, rules: Rules): void {
  const { signOut } = sessionAt(world, place)
  if (signOut === null) return
  signOut.base = stored
  const isWritten =
    stored?.kind === 'tombstone' &&
    (!rules.overTombstone || signOut.ended.every(signIn => stored.ended.includes(signIn)))
  const isOthers = stored?.kind === 'token' && rules.ownOnly && !signOut.ended.includes(stored.signIn)
  signOut.at = isWritten || isOthers ? 'sweep' : 'write'
}

function writes(world: World, place: Place, rules: Rules): Step[] {
  const session = sessionAt(world, place)
  const { signOut } = session
  if (signOut === null) return []
  const { base } = signOut
  const matches = same(world.store[place.who], base)
  const epoch = Math.max(base?.epoch ?? 0, session.seen) + 1
  const tombstone: Tombstone = { kind: 'tombstone', epoch, ended: [...signOut.ended], by: signOut.bit }
  const write = (w: World, then: SignOut['at']) => {
    const { signOut } = sessionAt(w, place)
    if (signOut === null) return
    signOut.at = then
    if (!matches) return
    put(w, place.who, tombstone)
    if (rules.custody && base?.kind === 'token' && w.tokens[base.token]?.live)
      addTo(groupAt(w, place).ledger, base.token)
    if (then !== 'sweep') return
    const own = sessionAt(w, place)
    own.seen = Math.max(own.seen, epoch)
  }
  const steps: Step[] = [
    [
      matches ? 'writes the tombstone' : 'finds that the record has changed',
      w => write(w, matches ? 'sweep' : 'look again'),
    ],
  ]
  if (world.budget.failures > 0)
    steps.push([
      'cannot write the tombstone, and says so',
      w => {
        w.budget.failures--
        const { signOut } = sessionAt(w, place)
        if (signOut !== null) Object.assign(signOut, { at: 'sweep', failed: true })
      },
    ])
  if (world.budget.cuts > 0 && matches)
    steps.push([
      'writes the tombstone, and gets no answer',
      w => {
        w.budget.cuts--
        write(w, 'look again')
      },
    ])
  return steps
}

function sweeps(world: World, place: Place): Step[] {
  // What is on the wire comes back first.
  if (sessionAt(world, place).request?.stale) return []
  return [
    [
      'revokes what it ended',
      w => {
        const session = sessionAt(w, place)
        const { signOut } = session
        if (signOut === null) return
        revokeOf(w, place, signOut.ended)
        session.signOut = null
        if (signOut.failed) return
        addTo(w.endedForAll, ...signOut.promised)
        const stored = w.store[place.who]
        if (stored?.kind === 'token' && signOut.promised.includes(stored.signIn) && !w.amnesia)
          w.broken ??= `promise 2: sign-in ${stored.signIn}, which was signed out, still stands in the record`
        for (const [token, { live, lost, forgotten, group, signIn }] of Object.entries(w.tokens))
          if (live && !lost && !forgotten && group === place.group && signOut.promised.includes(signIn))
            if (!stands(w, Number(token))) w.broken ??= `promise 3: a sign-out leaves token ${token}`
      },
    ],
  ]
}

const stands = ({ store }: World, token: number): boolean =>
  store.some(record => record?.kind === 'token' && record.token === token)
