import { it } from 'vitest'
import { clientKinds, testClients, underLoad } from './clients'
import { loads } from './load'
import { livesThrough, sharesAgain } from './outage'
import { describeRedis, redisServers } from './server'

describeRedis('a Redis that does not answer, under load', () => {
  const newServer = redisServers()
  const connect = testClients()
  const newLoad = loads()

  // @promise redis-outage
  it.concurrent.each(underLoad(clientKinds))(
    'stopped (SIGSTOP), it hangs nobody, and is shared again when it goes on, over $name',
    async kind => {
      const server = await newServer()
      const load = await newLoad({ connect: () => connect(kind, server.url) })
      await livesThrough(load, {
        fail: async () => server.signal('SIGSTOP'),
        mend: async () => server.signal('SIGCONT'),
      })
      await sharesAgain(load)
    },
  )

  // @promise redis-outage
  it.concurrent.each(underLoad(clientKinds))(
    'paused (CLIENT PAUSE), it hangs nobody, and is shared again afterwards, over $name',
    async kind => {
      const server = await newServer()
      const admin = await connect(kind, server.url)
      const load = await newLoad({ connect: () => connect(kind, server.url) })
      await livesThrough(load, {
        // Nobody can end it, so it lasts as long as this may take on a slow machine; and longer than a call may hang.
        fail: () => admin.send('CLIENT', 'PAUSE', '20000', 'ALL'),
        mend: async () => {},
      })
      await sharesAgain(load)
    },
  )
})
