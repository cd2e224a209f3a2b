import { encryptedStore, type TokenStore } from '@looker-auth/core'
import { lockContract, storeContract } from '@looker-auth/core/testing'
import { beforeAll, describe, test } from 'vitest'
import { runsAllTests } from '../../../../vitest.extents.ts'
import { redisLock, redisStore } from '../../src/redis/index'
import { type ClientKind, clientKinds, clusterKinds, type TestClient, testClients } from './clients'
import { describeRedis, type RedisServer, redisServers } from './server'

const keys = { current: { id: 'one', key: new Uint8Array(32).fill(7) } }
const wrappers: [string, (store: TokenStore) => TokenStore][] = [
  ['redisStore', store => store],
  ['encryptedStore around redisStore', store => encryptedStore(store, keys)],
]

describeRedis('over Redis, the contracts of the seams', () => {
  const newServer = redisServers()
  const connect = testClients()
  let single: RedisServer
  let cluster: RedisServer

  beforeAll(async () => {
    ;[single, cluster] = await Promise.all([
      newServer(),
      newServer('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'),
    ])
    const [kind] = clientKinds
    if (kind === undefined) throw new Error('unreachable')
    const { send } = await connect(kind, cluster.url)
    await send('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    for (;;) if (String(await send('CLUSTER', 'INFO')).includes('cluster_state:ok')) break
  })

  const kinds: [ClientKind, () => string][] = [
    ...clientKinds.map((kind): [ClientKind, () => string] => [kind, () => single.url]),
    ...(runsAllTests ? clusterKinds : []).map((kind): [ClientKind, () => string] => [
      kind,
      () => cluster.url,
    ]),
  ]

  describe.each(kinds)('$name', (kind, url) => {
    let one: TestClient
    let two: TestClient
    let turn = 0
    beforeAll(async () => {
      ;[one, two] = await Promise.all([connect(kind, url()), connect(kind, url())])
    })
    const prefix = () => `${kind.name} ${turn++}:`

    describe.each(wrappers)('hold for %s', (_, wrapped) => {
      const createStore = () => {
        const options = { prefix: prefix() }
        return {
          store: wrapped(redisStore(one.client, options)),
          other: wrapped(redisStore(two.client, options)),
        }
      }
      for (const { name, run } of storeContract({ createStore })) test.concurrent(name, run)
    })

    describe('hold for redisLock', () => {
      const createLock = () => {
        const options = { prefix: prefix() }
        return { lock: redisLock(one.client, options), other: redisLock(two.client, options) }
      }
      for (const { name, run } of lockContract({ createLock })) test.concurrent(name, run)
    })
  })
})
