import type { EmbedOwner } from './embed-owner.js'
import type { EmbedWorld } from './embed-world.js'
import type { TokenPair } from './looker/embed-calls.js'
import type { PageTokens } from './looker/tokens.js'
import { hashOf, pairOf } from './pair-of.js'
import { changed, hasPair, isCurrentFor, withPair, withUsed } from './record/embed-record.js'

/** Looker and the store are tried for so many milliseconds. */
const longestTryingMs = 20_000

/**
 * New tokens for those that the page presents; undefined where they are none of its own, where their embed session has ended, and
 * where the application describes the user in another way by now: a session keeps the permissions with which it began.
 *
 * @throws AuthError.
 */
export async function generateTokens(
  { calls, records, clock, accountHash }: EmbedWorld,
  { recordKey, sessionKey, definition, userAgent }: EmbedOwner,
  presented: TokenPair,
): Promise<PageTokens | undefined> {
  const deadline = calls.deadline(longestTryingMs)
  const [hash, account] = await Promise.all([hashOf(presented), accountHash()])
  const owner = { sessionKey, definition, accountHash: account }
  const loaded = await deadline.retry(withinMs => records.load(recordKey, withinMs))
  const session = loaded.record.sessions.find(
    one => isCurrentFor(one, owner, clock.now()) && hasPair(one, hash, clock.now()),
  )
  if (session === undefined) return undefined
  const { reference } = session
  const tokens = await calls.generate(reference, presented, userAgent, deadline)
  if (tokens === undefined) return undefined
  const pair = await pairOf(tokens, clock.now())
  const { sessions } = await deadline.retry(withinMs =>
    records.change(
      recordKey,
      now =>
        changed(
          now,
          one => one.reference === reference,
          one => withPair(withUsed(one, hash), pair, clock.now()),
        ),
      { withinMs },
    ),
  )
  return sessions.some(one => one.reference === reference && !one.over) ? tokens : undefined
}
