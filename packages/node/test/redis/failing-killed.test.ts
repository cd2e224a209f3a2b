import { it } from 'vitest'
import { clientKinds, testClients, underLoad } from './clients'
import { loads } from './load'
import { livesThrough, sharesAgain } from './outage'
import { describeRedis, redisServers } from './server'

describeRedis('a Redis that is killed under load', () => {
  const newServer = redisServers()
  const connect = testClients()
  const newLoad = loads()

  // @promise redis-outage
  it.concurrent.each(underLoad(clientKinds))(
    'costs a login a process where one is due, and one event; started again it is shared again, over $name',
    async kind => {
      const server = await newServer()
      const load = await newLoad({ connect: () => connect(kind, server.url) })
      await livesThrough(load, { fail: async () => server.signal('SIGKILL'), mend: () => server.restart() })
      await sharesAgain(load)
    },
  )
})
