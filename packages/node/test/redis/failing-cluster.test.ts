import { expect, it } from 'vitest'
import { type ClientKind, clientKinds, clusterKinds, testClients, underLoad } from './clients'
import { eventually, expectCalm, loads, said } from './load'
import { sharesAgain } from './outage'
import { describeRedis, type RedisServer, redisServers } from './server'

const settings = [
  '--cluster-enabled',
  'yes',
  '--cluster-announce-ip',
  '127.0.0.1',
  '--cluster-node-timeout',
  '1000',
]

describeRedis('a cluster of three primaries, under load', () => {
  const newServer = redisServers()
  const connect = testClients()
  const newLoad = loads()
  const adminKind = clientKinds[1] as ClientKind

  /** Three primaries with a replica each, and how to speak to each of them. */
  async function newCluster() {
    const servers = await Promise.all(Array.from({ length: 6 }, () => newServer(...settings)))
    const nodes = await Promise.all(
      servers.map(async (server: RedisServer) => ({ server, ...(await connect(adminKind, server.url)) })),
    )
    const [first, second, third, ...replicas] = nodes
    if (first === undefined || second === undefined || third === undefined) throw new Error('unreachable')
    await first.send('CLUSTER', 'ADDSLOTSRANGE', '0', '5460')
    await second.send('CLUSTER', 'ADDSLOTSRANGE', '5461', '10922')
    await third.send('CLUSTER', 'ADDSLOTSRANGE', '10923', '16383')
    // Else two of them may claim one epoch, and settle it when the first failover is due.
    for (const [index, { send }] of nodes.entries())
      await send('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
    for (const { server } of nodes) await first.send('CLUSTER', 'MEET', '127.0.0.1', String(server.port))
    const primaries = [first, second, third]
    for (const [index, replica] of replicas.entries()) {
      const id = String(await primaries[index]?.send('CLUSTER', 'MYID'))
      await eventually(async () => expect(await replica.send('CLUSTER', 'REPLICATE', id)).toBe('OK'))
    }
    for (const { send } of nodes) {
      await eventually(async () =>
        expect(String(await send('CLUSTER', 'INFO'))).toContain('cluster_state:ok'),
      )
    }
    for (const { send } of replicas)
      await eventually(async () =>
        expect(String(await send('INFO', 'replication'))).toContain('master_link_status:up'),
      )
    return { primaries, url: first.server.url }
  }

  /** The load, and the primary that keeps its records; `failed` resolves when its replica is the primary. */
  async function scene(kind: ClientKind) {
    const { primaries, url } = await newCluster()
    const load = await newLoad({ connect: () => connect(kind, url) })
    await load.goesOn()
    expect(load.logins()).toEqual({ own: 1, sudo: 1 })
    const kept = await Promise.all(
      primaries.map(async ({ send }) => ((await send('KEYS', '*:record')) as string[]).length),
    )
    const keeping = primaries[kept.findIndex(count => count > 0)]
    const other = primaries.find(node => node !== keeping)
    const failed = () =>
      eventually(async () => {
        const nodes = String(await other?.send('CLUSTER', 'NODES')).split('\n')
        expect(
          nodes.filter(line => /master/.test(line) && !/fail/.test(line) && / \d+-\d+$/.test(line)),
        ).toHaveLength(3)
        expect(nodes.filter(line => /master,fail /.test(line))).toHaveLength(1)
      })
    /** Resolves when the primary that was passed over has heard of it: until then it takes commits that are lost. */
    const demoted = () =>
      eventually(async () => expect((await keeping?.send('ROLE')) as unknown[]).toContain('slave'))
    return { load, failed, demoted, signal: (name: NodeJS.Signals) => keeping?.server.signal(name) }
  }

  // @promise redis-cluster-failover
  it.concurrent.each(underLoad(clusterKinds))(
    'goes on while its primary stands still, and shares over the other one when that says so, over $name',
    async kind => {
      const { load, failed, demoted, signal } = await scene(kind)
      signal('SIGSTOP')
      await load.goesOn()
      load.revoke()
      await load.goesOn()
      await failed()
      await load.goesOn()
      signal('SIGCONT')
      await demoted()
      await eventually(() => {
        for (const member of load.members)
          expect(said(member, 'store_recovered')).toBe(said(member, 'store_failure'))
      })
      await sharesAgain(load)
    },
  )

  // @promise redis-cluster-failover
  it.concurrent.each(underLoad(clusterKinds))(
    'goes on when its primary is killed, and ioredis finds the next by itself, over $name',
    async kind => {
      const { load, failed, signal } = await scene(kind)
      signal('SIGKILL')
      await load.goesOn()
      load.revoke()
      await load.goesOn()
      await failed()
      await load.goesOn()
      expectCalm(load)
      // node-redis asks a primary that is dead for ever: docs/fleet.md.
      if (!kind.name.endsWith('ioredis')) return
      await eventually(() => {
        for (const member of load.members)
          expect(said(member, 'store_recovered')).toBe(said(member, 'store_failure'))
      })
      await sharesAgain(load)
    },
  )
})
