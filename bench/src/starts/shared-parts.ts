import { fileLock, fileStore, type Lock, type TokenStore } from '@looker-auth/node'
import { redisLock, redisStore } from '@looker-auth/node/redis'
import { type RedisClientName, redisClients } from '../harness/redis-clients'

/** Opens store and lock at a place: in a folder, or at the address of a Redis. */
type Open = (place: string) => Promise<{ readonly store?: TokenStore; readonly lock?: Lock }>

/** What the processes of a fleet share: loaded first, and opened when it is wanted. */
export const sharedParts = {
  alone: async (): Promise<Open> => async () => ({}),
  files: async (): Promise<Open> => async path => ({ store: fileStore({ path }), lock: fileLock({ path }) }),
  nodeRedis: () => inRedis('node-redis'),
  ioRedis: () => inRedis('ioredis'),
} as const

export type SharedKind = keyof typeof sharedParts

/** The clients alone, with nothing of ours. */
export const bareClients = { bareNodeRedis: 'node-redis', bareIoRedis: 'ioredis' } as const

export type BareKind = keyof typeof bareClients

/** As long as an instance of Looker may take for a login. */
export const loginMs = 100

async function inRedis(name: RedisClientName): Promise<Open> {
  const connect = await redisClients[name]()
  return async url => {
    const { client } = await connect(url)
    return { store: redisStore(client), lock: redisLock(client) }
  }
}
