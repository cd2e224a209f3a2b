/** A line of a churning process's log. */
export interface Entry {
  /** The machine's monotonic clock. */
  readonly atMs: number
  /** Whose log it is from. */
  readonly process: string
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
  if (type === 'store_failure') return isSlowness(rest.error) ? [] : [`${type}: ${rest.error}`]
  return type === 'failed' && !ofManySignOuts.includes(rest.code) ? [`${type}: ${rest.error}`] : []
}

/** A busy machine's disk or Redis may take longer than it is waited for. */
export function isSlowness(error: unknown): boolean {
  return String(error).includes('did not answer within')
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
  const failures = entries.filter(({ type }) => type === 'store_failure')
  return entries.flatMap(({ type, token, atMs, process }) => {
    if (type !== 'used' || withoutStore(failures, process, atMs)) return []
    const ends = (signIns.get(token) ?? []).flatMap(signIn => endedAtMs.get(signIn) ?? [])
    const lateMs = atMs - Math.min(...ends)
    return lateMs > graceMs ? [`${token} used ${Math.round(lateMs)} ms after its sign-out`] : []
  })
}

/** A session waits 2 s for its store, and then leaves it alone for 1 s: meanwhile it can know of no sign-out. */
function withoutStore(failures: readonly Entry[], process: string, atMs: number): boolean {
  return failures.some(failure => {
    const sinceMs = atMs - failure.atMs
    return failure.process === process && sinceMs > -2500 && sinceMs < 1500
  })
}
