import { expect, it } from 'vitest'
import { redisStore } from '../../src/redis/index'
import { type ClientKind, clientKinds, clusterKinds, testClients, underLoad } from './clients'
import { eventually } from './load'
import { describeRedis, redisServers } from './server'

const settings = [
  ...['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'],
  ...['--cluster-require-full-coverage', 'no'],
]

describeRedis('a cluster whose node leaves it and goes on answering', () => {
  const newServer = redisServers()
  const connect = testClients()
  const adminKind = clientKinds[1] as ClientKind

  async function newCluster() {
    const servers = await Promise.all([0, 1, 2].map(() => newServer(...settings)))
    const nodes = await Promise.all(
      servers.map(async server => ({ server, ...(await connect(adminKind, server.url)) })),
    )
    for (const [index, { send }] of nodes.entries()) {
      const [first, last] = [0, 5461, 10_923, 16_384].slice(index)
      await send('CLUSTER', 'ADDSLOTSRANGE', String(first), String((last ?? 0) - 1))
      await send('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
    }
    for (const { server } of nodes) await nodes[0]?.send('CLUSTER', 'MEET', '127.0.0.1', String(server.port))
    for (const { send } of nodes) {
      await eventually(async () => {
        const info = String(await send('CLUSTER', 'INFO'))
        expect(info).toContain('cluster_state:ok')
        expect(info).toContain('cluster_size:3')
      })
    }
    return nodes
  }

  it.each(underLoad(clusterKinds))('is listened to through another node, over $name', async kind => {
    const nodes = await newCluster()
    const keys = Array.from({ length: 12 }, (_, index) => `key ${index}`)
    const heard = new Set<string>()
    const listening = async () => {
      const lists = await Promise.all(nodes.map(({ send }) => send('CLIENT', 'LIST', 'TYPE', 'pubsub')))
      return nodes.filter((_, index) => String(lists[index]).includes('id='))
    }
    /** A client whose only address is the node that leaves would find no other node by itself. */
    const listenBesideAddress = async () => {
      for (let turn = 0; ; turn++) {
        const address = nodes[turn % nodes.length]
        const { client } = await connect(kind, address?.server.url ?? '')
        const store = redisStore(client)
        const ends = keys.map(key => store.watch?.(key, () => heard.add(key)))
        await eventually(() => expect(keys.filter(key => store.notifies?.(key))).toEqual(keys))
        const [left, ...more] = await listening()
        expect(more).toEqual([])
        if (left !== address) return { store, left }
        for (const end of ends) end?.()
        await eventually(async () => expect(await listening()).toEqual([]))
      }
    }
    const { store, left } = await listenBesideAddress()
    const id = String(await left?.send('CLUSTER', 'MYID'))
    for (const node of nodes) if (node !== left) await node.send('CLUSTER', 'FORGET', id)
    await left?.send('CLUSTER', 'RESET', 'SOFT')

    await eventually(async () => {
      const elsewhere = (await listening()).filter(node => node !== left)
      expect(elsewhere).toHaveLength(1)
      expect(keys.filter(key => store.notifies?.(key))).toEqual(keys)
    })
    heard.clear()
    const committed = async (key: string): Promise<boolean> => {
      const record = { value: 'x', keepUntilMs: Date.now() + 60_000 }
      // What the node that left kept is kept nowhere now.
      const unreachable = new Promise(resolve => setTimeout(resolve, 2000))
      const commit = store.commit(key, record, undefined).then(
        () => true,
        () => false,
      )
      return (await Promise.race([commit, unreachable])) === true
    }
    const reached = await Promise.all(keys.map(committed))
    const changed = keys.filter((_, index) => reached[index])
    expect(changed.length).toBeGreaterThan(2)
    await eventually(() => expect([...heard].sort()).toEqual(changed.sort()))
  })
})
