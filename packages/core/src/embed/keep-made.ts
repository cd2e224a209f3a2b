import { AuthError } from '../errors/auth-error.js'
import { settledWithin } from '../runtime/deadline.js'
import { type Asked, joinable, type Look } from './asked.js'
import type { EmbedWorld } from './embed-world.js'
import { endSessions } from './end-sessions.js'
import type { Acquired } from './looker/tokens.js'
import { pairOf } from './pair-of.js'
import { changed, type EmbedRecord, type EmbedSession, over, withSession } from './record/embed-record.js'
import type { Loaded } from './record/embed-records.js'

/** A page waits no longer for the end of a session that was replaced; that goes on. */
const longestEndingMs = 1000

/**
 * Stores a session that was made, and then asks the application once more. A sign-out ends what the record shows when it
 * comes; where the session is stored after that, the application's session is gone by then. No clock is needed for that.
 *
 * @returns What is looked for next where the session is not for this request: it is ended.
 * @throws Refusal `signed_out`; AuthError. Then it is ended, too.
 */
export async function keepMade(
  world: EmbedWorld,
  asked: Asked,
  made: Acquired,
  loaded: Loaded,
): Promise<Look> {
  const { recordKey } = asked.owner
  const stored = await store(world, asked, made, loaded)
  let look: Look = { next: asked }
  try {
    if (stored.isCurrent) look = await confirm(asked, made)
  } finally {
    const record = 'tokens' in look ? stored.record : await withdraw(world, recordKey, made, stored.record)
    const ending = endSessions(world, recordKey, record).catch(world.report)
    await settledWithin(world.clock, longestEndingMs, ending)
  }
  return look
}

interface StoredSession {
  readonly record: EmbedRecord
  /** Whether it is the session of its key. Where another request stored one meanwhile, it is over. */
  readonly isCurrent: boolean
}

/** @throws AuthError `store_failed`. Then the session is ended. */
async function store(
  { calls, records, clock }: EmbedWorld,
  asked: Asked,
  { reference, tokens }: Acquired,
  loaded: Loaded,
): Promise<StoredSession> {
  const { owner, accountHash } = asked
  const { recordKey, sessionKey: key, definition } = owner
  const nowMs = clock.now()
  const endsAtMs = nowMs + tokens.session_reference_token_ttl * 1000
  const pairs = [await pairOf(tokens, nowMs)]
  const session: EmbedSession = { key, definition, accountHash, reference, endsAtMs, pairs }
  let isCurrent = false
  const add = (stored: EmbedRecord): EmbedRecord => {
    isCurrent = joinable(stored, asked, clock.now()) === undefined
    if (isCurrent) return withSession(stored, session, clock.now())
    return { sessions: [...stored.sessions, over(session)] }
  }
  const record = await records.change(recordKey, add, { known: loaded }).catch(async error => {
    await calls.discard(reference)
    throw error
  })
  return { record, isCurrent }
}

/** The tokens, where the application describes the user as it did when the session was made; else the new description is looked for. */
async function confirm(asked: Asked, { tokens }: Acquired): Promise<Look> {
  const owner = await asked.again()
  if (owner.definition === asked.owner.definition) return { tokens }
  if (asked.changes > 0) throw neverTheSame()
  return { next: { ...asked, owner, changes: asked.changes + 1 } }
}

/** Takes a session back. Where the store fails, it is ended at once. */
async function withdraw(
  { calls, records, report }: EmbedWorld,
  recordKey: string,
  { reference }: Acquired,
  known: EmbedRecord,
): Promise<EmbedRecord> {
  const leave = (stored: EmbedRecord) => changed(stored, one => one.reference === reference, over)
  return records.change(recordKey, leave).catch(async error => {
    report(error)
    await calls.discard(reference)
    return known
  })
}

function neverTheSame(): AuthError {
  return new AuthError('configuration', {
    message: 'embedUserFor of createEmbedEndpoint() describes the same user in another way each time.',
    hint: 'Leave out what changes with each request, such as times and random values.',
  })
}
