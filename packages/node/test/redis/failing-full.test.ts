import { expect, it } from 'vitest'
import { clientKinds, testClients, underLoad } from './clients'
import { eventually, loads, said } from './load'
import { sharesAgain } from './outage'
import { describeRedis, redisServers } from './server'

describeRedis('a Redis that is full (noeviction) under load', () => {
  const newServer = redisServers()
  const connect = testClients()
  const newLoad = loads()

  // @promise redis-outage
  it.concurrent.each(underLoad(clientKinds))(
    'costs a login a process where one is due, said with a hint; with room again it is shared again, over $name',
    async kind => {
      const server = await newServer('--maxmemory-policy', 'noeviction')
      const admin = await connect(kind, server.url)
      const load = await newLoad({ connect: () => connect(kind, server.url) })
      await load.goesOn()
      await admin.send('CONFIG', 'SET', 'maxmemory', '1')
      await load.goesOn()
      for (const member of load.members) expect(said(member, 'store_failure')).toBe(0)
      load.revoke()
      await load.goesOn()
      for (const { events } of load.members) {
        const failures = events.filter(({ type }) => type === 'store_failure')
        expect(failures.length).toBeGreaterThan(0)
        for (const failure of failures)
          expect(failure).toMatchObject({ error: { message: expect.stringContaining('Redis is full') } })
      }
      expect(load.logins()).toEqual({ own: 4, sudo: 4 })
      await admin.send('CONFIG', 'SET', 'maxmemory', '0')
      // Reading works all the time, so that one login's event may be followed by that of the other identity's.
      for (const member of load.members) {
        await eventually(() =>
          expect(said(member, 'store_recovered')).toBe(said(member, 'store_failure', 'commit')),
        )
      }
      await sharesAgain(load)
    },
  )
})
