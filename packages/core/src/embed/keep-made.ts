import { AuthError } from '../errors/auth-error.js'
import { within } from '../runtime/deadline.js'
import type { EmbedOwner } from './embed-owner.js'
import type { EmbedWorld } from './embed-world.js'
import { endSessions } from './end-sessions.js'
import type { Acquired, AcquiredTokens } from './looker/tokens.js'
import { pairOf } from './pair-of.js'
import { changed, type EmbedRecord, type EmbedSession, over, withSession } from './record/embed-record.js'
import type { Loaded } from './record/embed-records.js'

/** A page waits no longer for the end of a session that was replaced; that goes on. */
const longestEndingMs = 1000

/** A request for the tokens with which embedded content begins. */
export interface AcquireRequest {
  readonly owner: EmbedOwner
  /** @throws Refusal `signed_out` where the application session was ended in this process since the request began. */
  readonly refuseIfEnded: () => void
  /**
   * Asks the application once more whose request it is.
   *
   * @throws Refusal `signed_out` where it is of no user any more, or of another; AuthError.
   */
  readonly again: () => Promise<EmbedOwner>
}

/** What one request looks for. */
export interface Asked extends Omit<AcquireRequest, 'owner'> {
  /** As the application described the user last. */
  owner: EmbedOwner
  /** How often that was another description. */
  changes: number
  /** The service account's name. */
  readonly account: string
  /** References of sessions that this request could not join. */
  readonly unjoinable: Set<string>
}

/** The session that the request may join, as far as is known. */
export function joinable(
  { sessions }: EmbedRecord,
  { owner, account, unjoinable }: Asked,
  nowMs: number,
): EmbedSession | undefined {
  return sessions.find(
    one =>
      one.key === owner.key &&
      one.definition === owner.definition &&
      one.account === account &&
      one.over === undefined &&
      one.endsAtMs > nowMs &&
      !unjoinable.has(one.reference),
  )
}

/**
 * Stores a session that was made, and then asks the application once more. A sign-out ends what the record shows when it
 * comes; where the session is stored after that, the application's session is gone by then. No clock is needed for that.
 *
 * @returns Undefined where the session is not for this request: it is ended.
 * @throws Refusal `signed_out`; AuthError. Then it is ended, too.
 */
export async function keepMade(
  world: EmbedWorld,
  asked: Asked,
  { reference, tokens }: Acquired,
  loaded: Loaded,
): Promise<AcquiredTokens | undefined> {
  const { calls, records, clock, report } = world
  const { owner, account } = asked
  const { name, key, definition } = owner
  const nowMs = clock.now()
  const endsAtMs = nowMs + tokens.session_reference_token_ttl * 1000
  const pairs = [await pairOf(tokens, nowMs)]
  const session: EmbedSession = { key, definition, account, reference, endsAtMs, pairs }
  let isKept = false
  const add = (stored: EmbedRecord): EmbedRecord => {
    isKept = joinable(stored, asked, clock.now()) === undefined
    if (isKept) return withSession(stored, session, clock.now())
    return { sessions: [...stored.sessions, over(session)] }
  }
  let record = await records.change(name, add, { known: loaded }).catch(async error => {
    await calls.discard(reference)
    throw error
  })
  try {
    isKept &&= await isAsBefore(asked)
  } catch (error) {
    isKept = false
    throw error
  } finally {
    if (!isKept) {
      const leave = (stored: EmbedRecord) => changed(stored, one => one.reference === reference, over)
      record = await records.change(name, leave).catch(async error => {
        report(error)
        await calls.discard(reference)
        return record
      })
    }
    const ending = endSessions(world, name, record).catch(report)
    await within(clock, longestEndingMs, ending, () => undefined).catch(() => {})
  }
  return isKept ? tokens : undefined
}

/** Whether the application describes the user as it did when the session was made. Where not, that is what is looked for now. */
async function isAsBefore(asked: Asked): Promise<boolean> {
  const now = await asked.again()
  if (now.definition === asked.owner.definition) return true
  if (asked.changes > 0) throw neverTheSame()
  asked.changes++
  asked.owner = now
  return false
}

function neverTheSame(): AuthError {
  return new AuthError('configuration', {
    message: 'embedUserFor of createEmbedEndpoint() describes the same user in another way each time.',
    hint: 'Leave out what changes with each request, such as times and random values.',
  })
}
