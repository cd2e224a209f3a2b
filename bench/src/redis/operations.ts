import { createSession, memoryStore, shareTokens } from '@looker-auth/core'
import { redisStore } from '@looker-auth/node/redis'
import { type RedisClientName, redisClients } from '../harness/redis-clients'
import { lifetimeMs, stubBaseUrl, stubLooker } from '../harness/stub-looker'

export const operationNames = ['GET', 'load', 'SET', 'commit'] as const

export type OperationName = (typeof operationNames)[number]

/** One of them over a client that is connected, with a key of its own and a session's own record. */
export async function operationOf(
  name: OperationName,
  clientName: RedisClientName,
  url: string,
): Promise<() => Promise<unknown>> {
  const connect = await redisClients[clientName]()
  const { client, get, set } = await connect(url)
  const key = `bench ${clientName} ${name}`
  const value = await sessionRecord()
  if (name === 'SET') return () => set(key, value, lifetimeMs)
  if (name === 'GET') {
    await set(key, value, lifetimeMs)
    return () => get(key)
  }
  const store = redisStore(client)
  const commit = async (expected: string | undefined): Promise<string> =>
    (await store.commit(key, { value, keepUntilMs: Date.now() + lifetimeMs }, expected)).version
  let version = await commit(undefined)
  if (name === 'load') return () => store.load(key)
  return async () => {
    version = await commit(version)
  }
}

/** What a session stores of a token. */
async function sessionRecord(): Promise<string> {
  let value = ''
  const store = memoryStore()
  const session = createSession({
    baseUrl: stubBaseUrl,
    credentials: { clientId: 'bench', clientSecret: 'bench' },
    fetch: stubLooker,
    sharing: shareTokens({
      store: {
        load: key => store.load(key),
        commit(key, next, version) {
          value = next.value
          return store.commit(key, next, version)
        },
      },
    }),
  })
  await session.token()
  return value
}
