import { AuthError } from '@looker-auth/core'

/** Redis 6.2 puts the line of the script before what went wrong in it. */
const hints: readonly [pattern: RegExp, hint: string][] = [
  [/NOPERM/, "Give this user of Redis the rights that docs/fleet.md lists (section Redis, 'ACL')."],
  [/NOAUTH|WRONGPASS/, 'Give the client the user and password of Redis.'],
  [/READONLY/, 'The client is connected to a replica: connect it to the primary.'],
  [/\bOOM\b/, 'Redis is full: give it more memory, or let it evict (docs/fleet.md, section Redis).'],
  [/unknown (redis )?command/i, 'Redis 6.2 or later, or Valkey, is needed, with EVAL, EVALSHA and GETEX.'],
]

/**
 * What went wrong, in words only: an error of a client may hold the command with all it carried, and Redis repeats the arguments of a
 * command that it does not know.
 */
export function redisFailure(error: unknown): AuthError {
  const said = error instanceof Error ? error.message || error.name : String(error)
  const message = said.replace(/,? with args[\s\S]*/, '').slice(0, 300)
  const [, hint] = hints.find(([pattern]) => pattern.test(message)) ?? []
  return new AuthError('store_failed', {
    message: `Redis: ${message}`,
    hint:
      hint ??
      'Check that Redis can be reached and works. Until then, sessions use the tokens in their memory.',
  })
}
