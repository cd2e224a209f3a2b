import { admin, user, type World } from './world'

/** Which promise does not hold in this world; null if all do. */
export function brokenPromise(world: World): string | null {
  return (
    world.broken ??
    wrongIdentity(world) ??
    servedAfterSignOut(world) ??
    undoneSignIn(world) ??
    orphan(world) ??
    manyLogins(world)
  )
}

/** Promise 1. */
function wrongIdentity({ tokens, store, groups }: World): string | null {
  for (const who of [admin, user] as const) {
    const record = store[who]
    const held = [
      record?.kind === 'token' ? record : null,
      ...groups.map(({ sessions }) => sessions[who].cached),
    ]
    for (const one of held)
      if (one !== null && tokens[one.token]?.who !== who)
        return `promise 1: token ${one.token} is served for ${who}`
  }
  return null
}

/** Promise 2: no session serves what its own group signed out. */
function servedAfterSignOut({ groups }: World): string | null {
  for (const [index, { sessions, promised }] of groups.entries())
    for (const { cached, told } of sessions)
      if (cached !== null && (promised.includes(cached.signIn) || told.includes(cached.signIn)))
        return `promise 2: group ${index} serves sign-in ${cached.signIn}, of whose end it knows`
  return null
}

/** Promise 2: a sign-in that begins after a sign-out is not undone by it. */
function undoneSignIn({ groups, signIns }: World): string | null {
  for (const { sessions } of groups)
    for (const { signOut } of sessions)
      for (const signIn of signOut?.ended ?? [])
        if (signOut !== null && (signIns[signIn]?.after ?? 0) & signOut.bit)
          return `promise 2: a sign-out ends sign-in ${signIn}, which began after it`
  return null
}

/** Promise 3: whatever lives can still be revoked by one who knows it. */
function orphan({ tokens, store, groups }: World): string | null {
  const held = new Set<number>()
  for (const record of store) if (record?.kind === 'token') held.add(record.token)
  for (const { ledger, sessions } of groups) {
    for (const token of ledger) held.add(token)
    for (const { cached, request } of sessions) {
      if (request?.next) held.add(request.next.token)
      if (cached !== null && !cached.shared) held.add(cached.token)
    }
  }
  for (const [token, { live, lost, forgotten }] of Object.entries(tokens))
    if (live && !lost && !forgotten && !held.has(Number(token)))
      return `promise 3: nobody can revoke token ${token}`
  return null
}

/** Promise 4: where the store and the lock answer, there is one login. A sign-out may cost the one under way, and the next. */
function manyLogins({ groups, locked, amnesia }: World): string | null {
  if (!locked || amnesia) return null
  for (const who of [admin, user] as const) {
    const sessions = groups.map(({ sessions }) => sessions[who])
    const sum = (of: 'signIns' | 'signOuts') => sessions.reduce((total, session) => total + session[of], 0)
    if (sum('signIns') > 1 + 2 * sum('signOuts')) return `promise 4: ${sum('signIns')} logins of ${who}`
  }
  return null
}
