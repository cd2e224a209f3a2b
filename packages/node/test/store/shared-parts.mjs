// The store and the lock that the worker processes of a test share: of files in `path`, or of the Redis at `redisUrl` over `client`.
import { fileLock, fileStore } from '@looker-auth/node'
import { redisLock, redisStore } from '@looker-auth/node/redis'

/** `close` ends the process's own client, if there is one, and nothing else. */
export async function sharedParts({ path, redisUrl, client }) {
  if (redisUrl === undefined) return { store: fileStore({ path }), lock: fileLock({ path }), close() {} }
  const own = client === 'ioredis' ? await ioRedis(redisUrl) : await nodeRedis(redisUrl)
  own.on('error', () => {})
  await own.connect()
  const close = () => (client === 'ioredis' ? own.quit() : own.close())
  return { store: redisStore(own), lock: redisLock(own), close }
}

// Each loads its package when it is wanted: many processes start in these tests.
async function ioRedis(url) {
  const { Redis } = await import('ioredis')
  return new Redis(url, { lazyConnect: true })
}

async function nodeRedis(url) {
  const { createClient } = await import('redis')
  return createClient({ url })
}
