import { encryptedStore, type TokenStore } from '@looker-auth/core'
import { expect, it } from 'vitest'
import { credentials } from '../store/processes'
import { clientKinds, monitors, testClients, underLoad } from './clients'
import { expectCalm, loads, said } from './load'
import { sharesAgain } from './outage'
import { describeRedis, redisServers } from './server'

const [before, after] = ['before', 'after'].map((id, index) => ({
  id,
  key: new Uint8Array(32).fill(index + 1),
}))
if (before === undefined || after === undefined) throw new Error('unreachable')
/** As docs/fleet.md says: every process can read with the new key before the first one writes with it. */
const steps = [
  { current: before },
  { current: before, previous: [after] },
  { current: after, previous: [before] },
  { current: after },
].map(keys => (inner: TokenStore) => encryptedStore(inner, keys))

describeRedis('a fleet whose records are encrypted', () => {
  const newServer = redisServers()
  const connect = testClients()
  const newLoad = loads()
  const monitor = monitors()

  // @promise fleet-changes-keys
  it.concurrent.each(underLoad(clientKinds))(
    'gets another key under load, process by process, for one login, and shows Redis no secret, over $name',
    async kind => {
      const server = await newServer('--slowlog-log-slower-than', '0', '--slowlog-max-len', '100000')
      const admin = await connect(kind, server.url)
      const { commands, stop } = await monitor(server.url)
      const tokens = new Set<string>()
      const load = await newLoad({
        connect: () => connect(kind, server.url),
        ...(steps[0] && { store: steps[0] }),
      })
      const note = async () => {
        for (const { session } of load.members)
          for (const token of [await session.token(), await session.as('789').token()]) tokens.add(token)
      }
      await load.goesOn()
      const left = []
      for (const step of steps.slice(1)) {
        for (const member of [...load.members]) {
          await load.join(step)
          await load.goesOn()
          left.push(member)
          await member.close()
        }
        await note()
        // What is written with the old key is gone when its token is.
        if (step === steps[2]) {
          expect(load.logins()).toEqual({ own: 1, sudo: 1 })
          await sharesAgain(load)
        }
      }
      await note()
      expect(load.logins()).toEqual({ own: 2, sudo: 2 })
      for (const member of [...left, ...load.members]) expect(said(member, 'record_set_aside')).toBe(0)
      expectCalm(load)

      const names = (await admin.send('KEYS', '*')) as string[]
      const values = await Promise.all(names.map(name => admin.send('GET', name)))
      const slow = await admin.send('SLOWLOG', 'GET', '-1')
      stop()
      expect(commands.flat().join()).toContain(':record')
      const everything = JSON.stringify([names, values, slow, commands])
      expect(tokens.size).toBe(4)
      for (const canary of [...tokens, credentials.clientId, credentials.clientSecret, 'looker.test'])
        expect(everything).not.toContain(canary)
    },
  )
})
