import { expect, it } from 'vitest'
import { clientKinds, testClients, underLoad } from './clients'
import { expectCalm, loads, said } from './load'
import { sharesAgain } from './outage'
import { describeRedis, redisServers } from './server'

describeRedis('a Redis that loses its records under load', () => {
  const newServer = redisServers()
  const connect = testClients()
  const newLoad = loads()

  // @promise redis-loses-records
  it.concurrent.each(underLoad(clientKinds))(
    'flushed again and again, it costs no login and no event, over $name',
    async kind => {
      const server = await newServer()
      const admin = await connect(kind, server.url)
      const load = await newLoad({ connect: () => connect(kind, server.url) })
      await load.goesOn()
      for (let times = 0; times < 5; times++) {
        await admin.send('FLUSHALL')
        await admin.send('SCRIPT', 'FLUSH')
        await load.goesOn()
      }
      expect(load.logins()).toEqual({ own: 1, sudo: 1 })
      for (const member of load.members) expect(said(member, 'store_failure')).toBe(0)
      await sharesAgain(load)
    },
  )

  // @promise redis-loses-records
  it.concurrent.each(underLoad(clientKinds))(
    'evicting (allkeys-lru), it costs who comes later a login, and nobody an event, over $name',
    async kind => {
      const server = await newServer('--maxmemory', '4mb', '--maxmemory-policy', 'allkeys-lru')
      const admin = await connect(kind, server.url)
      const load = await newLoad({ connect: () => connect(kind, server.url) })
      await load.goesOn()
      const records = async () => (await admin.send('KEYS', 'looker-auth:*:record')) as string[]
      for (let index = 0; index % 100 !== 0 || (await records()).length > 0; index++)
        await admin.send('SET', `filler ${index}`, 'x'.repeat(10_000))
      await load.goesOn()
      expect(load.logins()).toEqual({ own: 1, sudo: 1 })
      await load.join()
      await load.goesOn()
      expect(load.logins()).toEqual({ own: 2, sudo: 2 })
      for (const member of load.members) expect(said(member, 'store_failure')).toBe(0)
      expectCalm(load)
    },
  )
})
