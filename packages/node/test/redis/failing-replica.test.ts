import { expect, it } from 'vitest'
import { clientKinds, testClients, underLoad } from './clients'
import { loads } from './load'
import { livesThrough, sharesAgain } from './outage'
import { describeRedis, redisServers } from './server'

describeRedis('a Redis that becomes a read-only replica under load', () => {
  const newServer = redisServers()
  const connect = testClients()
  const newLoad = loads()

  // @promise redis-outage
  it.concurrent.each(underLoad(clientKinds))(
    'is said with a hint, and read no more, until it is a primary again, over $name',
    async kind => {
      const [server, other] = await Promise.all([newServer(), newServer()])
      const admin = await connect(kind, server.url)
      const load = await newLoad({ connect: () => connect(kind, server.url) })
      await livesThrough(load, {
        fail: () => admin.send('REPLICAOF', '127.0.0.1', String(other.port)),
        mend: () => admin.send('REPLICAOF', 'NO', 'ONE'),
      })
      for (const { events } of load.members) {
        const failure = events.find(({ type }) => type === 'store_failure')
        expect(failure).toMatchObject({
          error: { message: expect.stringContaining('connect it to the primary') },
        })
      }
      await sharesAgain(load)
    },
  )
})
