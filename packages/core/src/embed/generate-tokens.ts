import type { EmbedOwner } from './embed-owner.js'
import type { EmbedWorld } from './embed-world.js'
import type { TokenPair } from './looker/embed-calls.js'
import type { PageTokens } from './looker/tokens.js'
import { hashOf, pairOf } from './pair-of.js'
import { changed, hasPair, withPair, withUsed } from './record/embed-record.js'
import { type SignOutCheck, signedOut } from './sign-outs.js'

/** The official client never asks again after a failure, so that Looker and the store are tried for so many milliseconds. */
const longestTryingMs = 20_000

/**
 * New tokens for those that the page presents; undefined where they are none of its own, or their embed session has ended.
 *
 * @throws Refusal `signed_out`; AuthError.
 */
export async function generateTokens(
  { calls, records, clock }: EmbedWorld,
  { name, key, userAgent }: EmbedOwner,
  presented: TokenPair,
  isSignedOut: SignOutCheck,
): Promise<PageTokens | undefined> {
  const deadline = calls.deadline(longestTryingMs)
  const hash = await hashOf(presented)
  const loaded = await deadline.retry(() => records.load(name))
  if (isSignedOut(loaded.record)) throw signedOut()
  const session = loaded.record.sessions.find(
    one => one.key === key && !one.over && one.endsAtMs > clock.now() && hasPair(one, hash, clock.now()),
  )
  if (session === undefined) return undefined
  const { reference } = session
  const tokens = await calls.generate(reference, presented, userAgent, deadline)
  if (tokens === undefined) return undefined
  const pair = await pairOf(tokens, clock.now())
  const { sessions } = await deadline.retry(() =>
    records.change(name, now => {
      if (isSignedOut(now)) throw signedOut()
      return changed(
        now,
        one => one.reference === reference,
        one => withPair(withUsed(one, hash), pair, clock.now()),
      )
    }),
  )
  return sessions.some(one => one.reference === reference && !one.over) ? tokens : undefined
}
