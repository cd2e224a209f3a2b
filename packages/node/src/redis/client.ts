import { AuthError } from '@looker-auth/core'
import { redisFailure } from './failure.js'
import { type IoRedis, ioRedisLine } from './io-redis.js'
import type { OpenLine } from './line.js'
import { type NodeRedis, nodeRedisLine } from './node-redis.js'
import type { Script } from './scripts.js'

/** What is used of a client of `ioredis`: a `Redis` or a `Cluster`. */
export interface IoRedisClient {
  evalsha(sha: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>
}

/** What is used of a client of `redis` (node-redis): of `createClient`, `createClientPool` or `createCluster`. */
export interface NodeRedisClient {
  evalSha(sha: string, options: NodeRedisScriptOptions): Promise<unknown>
  eval(script: string, options: NodeRedisScriptOptions): Promise<unknown>
}

/** The keys and arguments of a script. */
export interface NodeRedisScriptOptions {
  keys: string[]
  arguments: string[]
}

/** Your own client, connected or connecting. It stays yours: nothing here closes it. */
export type RedisClient = IoRedisClient | NodeRedisClient

/** Redis, as store and lock use it. */
export interface Connection {
  /**
   * Runs a script that uses one key. The answer is text, or undefined for nil.
   *
   * @throws AuthError `store_failed`, without the arguments that an error of the client may hold.
   */
  run(script: Script, key: string, args: readonly string[]): Promise<string | undefined>
  /** Opens a connection of its own that listens; undefined where the client cannot be duplicated. */
  readonly openLine: OpenLine | undefined
}

/** @throws AuthError `configuration` for something that is no client. */
export function connectionOf(client: RedisClient): Connection {
  const given = Object(client) as { readonly [name: string]: unknown }
  const has = (...names: string[]): boolean => names.every(name => typeof given[name] === 'function')
  // This excludes clients of redis 4, a multi() and a legacy(), which answer in another form: they lack `destroy` or `on`.
  if (has('evalSha', 'on', 'destroy')) {
    const own = client as NodeRedisClient
    return {
      run: runner(
        ({ sha }, key, args) => own.evalSha(sha, { keys: [key], arguments: [...args] }),
        ({ text }, key, args) => own.eval(text, { keys: [key], arguments: [...args] }),
      ),
      openLine: has('duplicate') ? nodeRedisLine(client as unknown as NodeRedis) : undefined,
    }
  }
  if (has('evalsha', 'on')) {
    const own = client as IoRedisClient
    return {
      run: runner(
        ({ sha }, key, args) => own.evalsha(sha, 1, key, ...args),
        ({ text }, key, args) => own.eval(text, 1, key, ...args),
      ),
      openLine: has('duplicate') ? ioRedisLine(client as unknown as IoRedis) : undefined,
    }
  }
  throw new AuthError('configuration', {
    message: 'This is no client of redis or ioredis.',
    hint: 'Give what createClient() or createCluster() of redis 5 or later returned, or a Redis or Cluster of ioredis 5 or later.',
  })
}

type Evaluate = (script: Script, key: string, args: readonly string[]) => Promise<unknown>

/** Sends the script's name, and its text where Redis does not know it: at first, and after a restart or SCRIPT FLUSH. */
function runner(byName: Evaluate, byText: Evaluate): Connection['run'] {
  return async (script, key, args) => {
    try {
      const answer = await byName(script, key, args).catch(error => {
        if (!String(error?.message).startsWith('NOSCRIPT')) throw error
        return byText(script, key, args)
      })
      // Clients can be configured to answer Buffers.
      return answer === null || answer === undefined ? undefined : String(answer)
    } catch (error) {
      throw redisFailure(error)
    }
  }
}
