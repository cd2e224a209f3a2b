import { randomBytes } from 'node:crypto'
import { type Clock, type Stored, systemClock, type TokenStore } from '@looker-auth/core'
import { connectionOf, type RedisClient } from './client.js'
import { namesUnder } from './names.js'
import { commitScript, foreignVersion, format, loadScript } from './scripts.js'
import { Subscriber } from './subscriber.js'

/** How a {@link redisStore} names what it keeps. */
export interface RedisStoreOptions {
  /** How every name of ours in Redis begins; without braces. Default `looker-auth:`. */
  readonly prefix?: string | undefined
  /** Says how long a record is to be kept from now on. Default: the platform's clock. */
  readonly clock?: Clock | undefined
}

/** 30,000 years: beyond, Redis' clock would overflow. */
const longestKeptMs = 10 ** 15

/**
 * A store in Redis 6.2 or later, or Valkey, over your own client of `redis` or `ioredis`, shared by every machine that reaches it. It
 * keeps your client as it is and never closes it; to listen, it opens one more connection with its settings, which holds no process
 * open. docs/fleet.md says what Redis needs: rights, memory, eviction.
 *
 * Each use rejects with AuthError `store_failed` when Redis does; sessions then go on from memory.
 *
 * @throws AuthError `configuration` at once for something that is no client, or a prefix with braces.
 * @example
 * ```ts
 * import { createSession } from '@looker-auth/node'
 * import { redisLock, redisStore } from '@looker-auth/node/redis'
 * import { createClient } from 'redis'
 *
 * const redis = createClient({ url: 'redis://redis.example.com' })
 * redis.on('error', error => console.error(error.message)) // node-redis needs a listener for errors
 * await redis.connect()
 *
 * const looker = createSession({ store: redisStore(redis), lock: redisLock(redis) }) // one login for all machines
 * ```
 */
export function redisStore(
  client: RedisClient,
  { prefix, clock = systemClock() }: RedisStoreOptions = {},
): TokenStore {
  const { run, openLine } = connectionOf(client)
  const names = namesUnder(prefix)
  const subscriber = openLine && new Subscriber(openLine)

  const stored = (text: string): Stored => {
    const [, version, keepUntilMs, value] = /^\S+ (\S+) (\S+) (.*)$/s.exec(text) ?? []
    // No record is the empty text: sessions take it for an unreadable one.
    if (version === undefined || value === undefined) {
      return { record: { value: '', keepUntilMs: clock.now() }, version: foreignVersion }
    }
    return { record: { value, keepUntilMs: Number(keepUntilMs) }, version }
  }

  return {
    async load(key) {
      const text = await run(loadScript, names(key).record, [])
      return text === undefined ? undefined : stored(text)
    },
    async commit(key, { value, keepUntilMs }, expectedVersion) {
      const { record, channel } = names(key)
      const version = randomBytes(16).toString('hex')
      const text = `${format} ${version} ${Math.max(Math.ceil(keepUntilMs), 0)} ${value}`
      // For how long, not until when: then a clock that is wrong, here or there, ends no record too soon.
      const keepMs = Math.min(Math.max(Math.ceil(keepUntilMs - clock.now()), 1), longestKeptMs)
      const stands = await run(commitScript, record, [expectedVersion ?? '', text, String(keepMs), channel])
      return stands === undefined ? { record: { value, keepUntilMs }, version } : stored(stands)
    },
    ...(subscriber !== undefined && {
      watch: (key: string, listener: () => void) => subscriber.watch(names(key).channel, listener),
    }),
  }
}
