import { Cluster, Redis } from 'ioredis'
import { createClient, createCluster } from 'redis'
import { afterAll } from 'vitest'
import { extent } from '../../../../vitest.extents.ts'
import type { RedisClient } from '../../src/redis/index'

/** Who signs in to Redis. */
export interface User {
  readonly username?: string
  readonly password?: string
}

/** A client under test, and how a test speaks to its server. */
export interface TestClient {
  readonly client: RedisClient
  /** A command; in a cluster, one that any node understands. */
  send(...command: string[]): Promise<unknown>
  close(): void
}

/** How a client is made, connected. */
export interface ClientKind {
  readonly name: string
  connect(url: string, user?: User): Promise<TestClient>
}

const nodeRedis: ClientKind = {
  name: 'node-redis',
  async connect(url, user = {}) {
    const client = createClient({ url, ...user })
    client.on('error', () => {})
    await client.connect()
    return { client, send: (...command) => client.sendCommand(command), close: () => client.destroy() }
  },
}

const ioRedis: ClientKind = {
  name: 'ioredis',
  async connect(url, user = {}) {
    const client = new Redis(url, { lazyConnect: true, ...user })
    client.on('error', () => {})
    await client.connect()
    const send: TestClient['send'] = (name = '', ...rest) => client.call(name, ...rest)
    return { client, send, close: () => client.disconnect() }
  },
}

const nodeRedisCluster: ClientKind = {
  name: 'a cluster of node-redis',
  async connect(url, user = {}) {
    const client = createCluster({ rootNodes: [{ url }], defaults: user })
    client.on('error', () => {})
    await client.connect()
    const send: TestClient['send'] = (...command) => client.sendCommand(undefined, false, command)
    return { client, send, close: () => client.destroy() }
  },
}

const ioRedisCluster: ClientKind = {
  name: 'a cluster of ioredis',
  async connect(url, user = {}) {
    const client = new Cluster([url], { lazyConnect: true, redisOptions: user })
    client.on('error', () => {})
    await client.connect()
    const send: TestClient['send'] = (name = '', ...rest) => client.call(name, ...rest)
    return { client, send, close: () => client.disconnect() }
  },
}

export const clientKinds = [nodeRedis, ioRedis]
export const clusterKinds = [nodeRedisCluster, ioRedisCluster]

/** Those that go through outages and herds in the form that runs. */
export function underLoad(kinds: readonly ClientKind[]): readonly ClientKind[] {
  return kinds.slice(0, extent('clientsUnderLoad'))
}

/** Connects clients that are closed when the test file is over. */
export function testClients(): (kind: ClientKind, url: string, user?: User) => Promise<TestClient> {
  const open: TestClient[] = []
  afterAll(() => {
    for (const { close } of open) close()
  })
  return async (kind, url, user) => {
    const connected = await kind.connect(url, user)
    open.push(connected)
    return connected
  }
}

/** Collects every command that a Redis is sent, until it is stopped or the test file is over. */
export function monitors(): (url: string) => Promise<{ readonly commands: string[][]; stop(): void }> {
  const stops: (() => void)[] = []
  afterAll(() => {
    for (const stop of stops) stop()
  })
  return async url => {
    const commands: string[][] = []
    // The client that MONITOR is asked of opens a connection of its own for it, and would keep its first one.
    const monitor = await new Redis(url, { lazyConnect: true }).monitor()
    monitor.on('error', () => {})
    monitor.on('monitor', (_: string, args: string[]) => commands.push(args))
    const stop = () => monitor.disconnect()
    stops.push(stop)
    return { commands, stop }
  }
}
