import { AuthError } from '../errors/auth-error.js'
import { within } from '../runtime/deadline.js'
import type { EmbedOwner } from './embed-owner.js'
import type { EmbedWorld } from './embed-world.js'
import { endSessions } from './end-sessions.js'
import type { Acquired, AcquiredTokens } from './looker/tokens.js'
import { pairOf } from './pair-of.js'
import {
  changed,
  type EmbedRecord,
  type EmbedSession,
  over,
  without,
  withPair,
  withSession,
} from './record/embed-record.js'
import type { Loaded } from './record/embed-records.js'
import { underLock } from './record/under-lock.js'
import { type SignOutCheck, signedOut } from './sign-outs.js'

/** Looker is tried for so many milliseconds. */
const longestTryingMs = 20_000
/** A page waits no longer for the end of a session that was replaced; that goes on. */
const longestEndingMs = 1000
/** A session with less time left, in milliseconds, is not worth joining: an authentication token alone is good for as long. */
const leastLeftMs = 30_000
/** How often a request looks for a session, where others replace each that it finds. */
const mostLooks = 5

/**
 * The tokens with which embedded content begins in a page: of one embed session for each user, application session and browser.
 * It is joined where it lives, and else made.
 *
 * @throws Refusal `signed_out`; AuthError.
 */
export async function acquireTokens(
  world: EmbedWorld,
  owner: EmbedOwner,
  isSignedOut: SignOutCheck,
): Promise<AcquiredTokens> {
  const { clock, lock, report } = world
  const asked: Asked = { owner, isSignedOut, account: await world.account() }
  for (let looks = 0; looks < mostLooks; looks++) {
    const key = `${owner.name}-${owner.key}`
    const tokens = await underLock(lock, key, clock, report, () => joinOrMake(world, asked))
    if (tokens !== undefined) return tokens
  }
  throw new AuthError('unavailable', {
    message: 'Each embed session that was found for this user was replaced at once.',
  })
}

/** What one request looks for. */
interface Asked {
  readonly owner: EmbedOwner
  readonly isSignedOut: SignOutCheck
  /** The service account's. */
  readonly account: string
}

/** Undefined where another server made or replaced the session meanwhile. */
async function joinOrMake(world: EmbedWorld, asked: Asked): Promise<AcquiredTokens | undefined> {
  const { calls, records, clock } = world
  const { owner } = asked
  const loaded = await records.load(owner.name)
  if (asked.isSignedOut(loaded.record)) throw signedOut()
  const deadline = calls.deadline(longestTryingMs)
  const acquire = (reference?: string): Promise<Acquired | undefined> =>
    calls.acquire(owner.wire, owner.userAgent, deadline, reference)
  const known = joinable(loaded.record, asked, clock.now())
  const joined = known && (await acquire(known.reference))
  // In place of one that has ended, Looker may make another one.
  if (joined !== undefined && [undefined, known?.reference].includes(joined.reference))
    return keepJoined(world, asked, joined, known?.reference, loaded)
  const made = joined ?? (await acquire())
  if (made?.reference === undefined) throw noReference()
  return keepMade(world, asked, { ...made, reference: made.reference }, { former: known?.reference, loaded })
}

async function keepJoined(
  { records, clock }: EmbedWorld,
  { owner, isSignedOut }: Asked,
  { tokens }: Acquired,
  reference: string | undefined,
  loaded: Loaded,
): Promise<AcquiredTokens | undefined> {
  const pair = await pairOf(tokens, clock.now())
  const add = (stored: EmbedRecord): EmbedRecord => {
    if (isSignedOut(stored)) throw signedOut()
    return changed(
      stored,
      one => one.reference === reference,
      one => withPair(one, pair, clock.now()),
    )
  }
  const { sessions } = await records.change(owner.name, add, loaded)
  return sessions.some(one => one.reference === reference && !one.over) ? tokens : undefined
}

async function keepMade(
  world: EmbedWorld,
  asked: Asked,
  { reference, tokens }: Acquired & { readonly reference: string },
  place: Place,
): Promise<AcquiredTokens | undefined> {
  const { clock, report } = world
  const { owner, account } = asked
  const nowMs = clock.now()
  const session: EmbedSession = {
    key: owner.key,
    definition: owner.definition,
    account,
    reference,
    endsAtMs: nowMs + tokens.session_reference_token_ttl * 1000,
    pairs: [await pairOf(tokens, nowMs)],
  }
  const outcome = await commit(world, asked, session, place)
  if (outcome.mustEnd) {
    const ending = endSessions(world, owner.name).catch(report)
    await within(clock, longestEndingMs, ending, () => undefined).catch(() => {})
  }
  if (outcome.isSignedOut) throw signedOut()
  return outcome.isOurs ? tokens : undefined
}

/** Where a session that was made belongs. */
interface Place {
  /** The reference of the one in whose place it was made. */
  readonly former: string | undefined
  readonly loaded: Loaded
}

interface Outcome {
  readonly isSignedOut: boolean
  readonly isOurs: boolean
  /** Whether the record has sessions that are to be ended at Looker. */
  readonly mustEnd: boolean
}

/** Stores a session that was made; as one that is over, where it came too late. */
async function commit(
  { calls, records, clock, report }: EmbedWorld,
  asked: Asked,
  session: EmbedSession,
  { former, loaded }: Place,
): Promise<Outcome> {
  let outcome: Outcome = { isSignedOut: false, isOurs: false, mustEnd: true }
  try {
    await records.change(
      asked.owner.name,
      stored => {
        const record = former === undefined ? stored : without(stored, new Set([former]))
        const isSignedOut = asked.isSignedOut(stored)
        const isOurs = !isSignedOut && joinable(record, asked, clock.now()) === undefined
        const next = isOurs
          ? withSession(record, session, clock.now())
          : { ...record, sessions: [...record.sessions, over(session)] }
        outcome = { isSignedOut, isOurs, mustEnd: next.sessions.some(one => one.over) }
        return next
      },
      loaded,
    )
    return outcome
  } catch (error) {
    // No record knows it, so that no sign-out would end it.
    await calls.end(session.reference, calls.deadline(longestEndingMs)).catch(report)
    throw error
  }
}

function joinable(
  { sessions }: EmbedRecord,
  { owner, account }: Asked,
  nowMs: number,
): EmbedSession | undefined {
  return sessions.find(
    one =>
      one.key === owner.key &&
      one.definition === owner.definition &&
      one.account === account &&
      one.over === undefined &&
      one.endsAtMs - nowMs > leastLeftMs,
  )
}

function noReference(): AuthError {
  return new AuthError('malformed_response', {
    message: "Looker's answer to acquire of a cookieless embed session has no session_reference_token.",
  })
}
