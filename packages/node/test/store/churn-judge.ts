/** A line of a churning process's log. */
export interface Entry {
  /** The machine's monotonic clock. */
  readonly atMs: number
  readonly type: string
  readonly [field: string]: unknown
}

const graceMs = 1000
/** What a user's session says when the admin is signed out elsewhere again and again while it asks for a token. */
const ofManySignOuts: readonly unknown[] = ['signed_out', 'token_rejected', 'unavailable']

/** Everything in the logs that breaks a promise, in words. */
export function brokenPromises(entries: readonly Entry[]): string[] {
  const inOrder = [...entries].sort((a, b) => a.atMs - b.atMs)
  return [...inOrder.flatMap(misdeed), ...mixedSubjects(inOrder), ...usesAfterSignOut(inOrder)]
}

function misdeed({ type, asked, got, ...rest }: Entry): string[] {
  if (type === 'answered' && asked !== got) return [`asked as ${asked}, answered as ${got}`]
  if (type === 'set_aside' || type === 'unreadable') return [`a corrupt record: ${JSON.stringify(rest)}`]
  const failed = type === 'store_failure' || (type === 'failed' && !ofManySignOuts.includes(rest.code))
  return failed ? [`${type}: ${rest.error}`] : []
}

/** One key holds records of one identity. */
function mixedSubjects(entries: readonly Entry[]): string[] {
  const subjects = new Map<unknown, unknown>()
  return entries.flatMap(({ key, kind, subject }) => {
    if (kind !== 'token') return []
    if (!subjects.has(key)) subjects.set(key, subject)
    return subjects.get(key) === subject ? [] : [`${key} holds tokens of ${subjects.get(key)} and ${subject}`]
  })
}

/** A token belongs to a sign-in, and one for another user also to its admin's; the end of either ends it. */
function usesAfterSignOut(entries: readonly Entry[]): string[] {
  const signIns = new Map<unknown, unknown[]>()
  for (const { kind, token, signInId, parentSignInId } of entries) {
    if (kind === 'token') signIns.set(token, [signInId, parentSignInId])
  }
  const endedAtMs = new Map<unknown, number>()
  for (const { type, kind, signInId, atMs } of entries) {
    const first = type === 'committed' && kind === 'signed_out' && !endedAtMs.has(signInId)
    if (first && signInId !== undefined) endedAtMs.set(signInId, atMs)
  }
  return entries.flatMap(({ type, token, atMs }) => {
    if (type !== 'used') return []
    const ends = (signIns.get(token) ?? []).flatMap(signIn => endedAtMs.get(signIn) ?? [])
    const lateMs = atMs - Math.min(...ends)
    return lateMs > graceMs ? [`${token} used ${Math.round(lateMs)} ms after its sign-out`] : []
  })
}
