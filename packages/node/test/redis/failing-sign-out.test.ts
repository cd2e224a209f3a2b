import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type ClientKind, clientKinds, testClients, underLoad } from './clients'
import { eventually, expectCalm, family, identities, type Load, loads } from './load'
import { describeRedis, type RedisServer, redisServers } from './server'

describeRedis('a sign-out in one process', () => {
  const newServer = redisServers()
  const connect = testClients()
  const newLoad = loads()

  /**
   * Others under load, and one who has their token and will sign out. Unless `revokes`, Looker does not end the token: who drops it
   * has heard of the sign-out from the store. How soon is judged on the simulated clock, by core's suite of shared sign-outs.
   */
  async function scene(
    kind: ClientKind,
    server: RedisServer,
    { revokes = false, connected = () => connect(kind, server.url) } = {},
  ) {
    const load = await newLoad({ connect: connected })
    if (!revokes)
      load.emulator.faults.add({
        match: { method: 'DELETE', path: '/api/*/logout' },
        times: 'always',
        status: 204,
      })
    await load.goesOn()
    const leaver = family(load.emulator, await connected())
    await leaver.token()
    return { load, leaver, drops: dropsIn(load) }
  }

  // @promise sign-out-reaches-the-fleet
  it.concurrent.each(underLoad(clientKinds))('makes the others drop the token, over $name', async kind => {
    const { load, leaver, drops } = await scene(kind, await newServer())
    await leaver.logout()
    await eventually(() => expect(drops.size).toBe(load.members.length * identities.length))
    expectCalm(load)
  })

  // @promise sign-out-without-notification
  it.concurrent.each(underLoad(clientKinds))(
    'makes the others drop the token though nothing is passed on to them, over $name',
    async kind => {
      const [server, elsewhere] = [await newServer(), await newServer()]
      /** It listens at another Redis, where nobody publishes. */
      const connected = async () => {
        const [own, deaf] = await Promise.all([server, elsewhere].map(({ url }) => connect(kind, url)))
        if (own === undefined || deaf === undefined) throw new Error('unreachable')
        const listening = deaf.client as unknown as { duplicate(options: object): unknown }
        Object.assign(own.client, { duplicate: (options: object) => listening.duplicate(options) })
        return own
      }
      const { load, leaver, drops } = await scene(kind, server, { connected })
      await leaver.logout()
      await eventually(() => expect(drops.size).toBe(load.members.length * identities.length))
      const admin = await connect(kind, server.url)
      expect(await admin.send('PUBSUB', 'CHANNELS')).toEqual([])
      expectCalm(load)
    },
  )

  // @promise sign-out-during-an-outage
  it.concurrent.each(underLoad(clientKinds))(
    'of a Redis that stands still makes the others drop the token when it goes on, over $name',
    async kind => {
      const server = await newServer()
      const { load, leaver, drops } = await scene(kind, server)
      server.signal('SIGSTOP')
      const leaving = leaver.logout()
      await sleep(500)
      server.signal('SIGCONT')
      await leaving
      await eventually(() => expect(drops.size).toBe(load.members.length * identities.length))
      expectCalm(load)
    },
  )

  // @promise sign-out-during-an-outage
  it.concurrent.each(underLoad(clientKinds))(
    'of a Redis that is read-only for 3 s is written when it is a primary again, over $name',
    async kind => {
      const server = await newServer()
      const admin = await connect(kind, server.url)
      const { load, leaver, drops } = await scene(kind, server, { revokes: true })
      await admin.send('REPLICAOF', '127.0.0.1', '1')
      const leaving = leaver.logout()
      await sleep(3000)
      // Its token was revoked by now, and each member signed in for itself.
      await load.goesOn()
      await admin.send('REPLICAOF', 'NO', 'ONE')
      expect(await leaving).toEqual({ revoked: true })
      await eventually(() => expect(drops.size).toBe(load.members.length * identities.length))
      expectCalm(load)
    },
  )

  // @promise sign-out-during-an-outage
  it.concurrent.each(underLoad(clientKinds))(
    'of a Redis that is dead makes the others drop the token once it is written to the next Redis, over $name',
    async kind => {
      const server = await newServer()
      const { load, leaver, drops } = await scene(kind, server)
      server.signal('SIGKILL')
      await load.goesOn()
      const leaving = leaver.logout()
      await sleep(500)
      await server.restart()
      await leaving
      await eventually(() => expect(drops.size).toBe(load.members.length * identities.length))
      expectCalm(load)
    },
  )
})

/**
 * The identities of members that dropped their token, be it for that of somebody who had dropped it already and signed in, or
 * because the server refused it.
 */
function dropsIn(load: Load): ReadonlySet<string> {
  const drops = new Set<string>()
  for (const [index, { session }] of load.members.entries()) {
    session.onEvent(({ type, subject = '1' }) => {
      const who = `${subject} of member ${index}`
      if (type === 'dropped' || type === 'renewed') drops.add(who)
    })
  }
  return drops
}
