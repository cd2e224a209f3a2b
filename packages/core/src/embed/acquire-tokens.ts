import { AuthError } from '../errors/auth-error.js'
import type { Turns } from '../page-endpoint/bounds/turns.js'
import { type AcquireRequest, type Asked, joinable, type Look } from './asked.js'
import type { EmbedWorld } from './embed-world.js'
import { endSessions } from './end-sessions.js'
import { keepMade } from './keep-made.js'
import type { AcquiredTokens } from './looker/tokens.js'
import { pairOf } from './pair-of.js'
import { changed, type EmbedSession, isFull, withPair } from './record/embed-record.js'
import type { Loaded } from './record/embed-records.js'
import { underLock } from './record/under-lock.js'

/** Looker is tried for so many milliseconds, until a session is joined, and until one is made. */
const longestJoiningMs = 10_000
const longestMakingMs = 20_000
/** How often a request looks for a session, where others replace each that it finds. */
const mostLooks = 5

/**
 * The tokens with which embedded content begins in a page: of one embed session for each user, application session and browser.
 * It is joined where it lives, and else made. Sessions are joined side by side, and made in turn.
 *
 * @throws Refusal `signed_out`; AuthError.
 */
export async function acquireTokens(
  world: EmbedWorld,
  turns: Turns,
  request: AcquireRequest,
): Promise<AcquiredTokens> {
  const { records, clock } = world
  const accountHash = await world.accountHash()
  let asked: Asked = { ...request, changes: 0, accountHash, unjoinable: new Set() }
  for (let looks = 0; looks < mostLooks; looks++) {
    const loaded = await records.load(asked.owner.recordKey)
    const known = joinable(loaded.record, asked, clock.now())
    const look =
      known === undefined ? await makeInTurn(world, turns, asked) : await join(world, asked, known, loaded)
    if ('tokens' in look) return look.tokens
    asked = look.next
  }
  throw new AuthError('unavailable', {
    message: 'Each embed session that was found for this user was replaced at once.',
  })
}

async function join(
  world: EmbedWorld,
  asked: Asked,
  { reference }: EmbedSession,
  loaded: Loaded,
): Promise<Look> {
  const { calls, records, clock } = world
  const { wire, userAgent, recordKey } = asked.owner
  const deadline = calls.deadline(longestJoiningMs)
  const acquired = await calls.acquire(wire, userAgent, deadline, reference).catch(error => {
    if (!isOfThisSession(error)) throw error
    world.report(error)
    return undefined
  })
  if (acquired?.reference !== reference) {
    const next = { ...asked, unjoinable: new Set([...asked.unjoinable, reference]) }
    // In place of one that has ended, Looker may make another one.
    return acquired === undefined ? { next } : keepMade(world, next, acquired, loaded)
  }
  const pair = await pairOf(acquired.tokens, clock.now())
  const { sessions } = await records.change(
    recordKey,
    stored =>
      changed(
        stored,
        one => one.reference === reference,
        one => withPair(one, pair, clock.now()),
      ),
    { known: loaded },
  )
  const isLive = sessions.some(one => one.reference === reference && !one.over)
  return isLive ? { tokens: acquired.tokens } : { next: asked }
}

/** Whether Looker answered, so that it may answer otherwise where a session is made. */
function isOfThisSession(error: unknown): boolean {
  return AuthError.is(error) && error.status !== undefined && error.code !== 'rate_limited'
}

/** Another request or server may have made or replaced the session meanwhile; then it is looked for again. */
function makeInTurn(world: EmbedWorld, turns: Turns, asked: Asked): Promise<Look> {
  const { lock, clock, report } = world
  const { recordKey, sessionKey } = asked.owner
  return turns.run({ recordKey, sessionKey }, () =>
    underLock(lock, `${recordKey}-${sessionKey}`, clock, report, () => make(world, asked)),
  )
}

async function make(world: EmbedWorld, asked: Asked): Promise<Look> {
  const { calls, records, clock } = world
  const { recordKey, wire, userAgent } = asked.owner
  let loaded = await records.load(recordKey)
  if (joinable(loaded.record, asked, clock.now()) !== undefined) return { next: asked }
  if (isFull(loaded.record, clock.now())) {
    await endSessions(world, recordKey, loaded.record)
    loaded = await records.load(recordKey)
    if (isFull(loaded.record, clock.now())) throw tooManyToEnd()
  }
  asked.refuseIfEnded()
  const made = await calls.acquire(wire, userAgent, calls.deadline(longestMakingMs))
  return made === undefined ? { next: asked } : keepMade(world, asked, made, loaded)
}

function tooManyToEnd(): AuthError {
  return new AuthError('unavailable', {
    message: 'Too many embed sessions of this application session wait for their end at Looker.',
    hint: 'See why Looker does not end them, in what onError heard before.',
  })
}
