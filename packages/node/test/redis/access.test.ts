import { readFileSync } from 'node:fs'
import {
  createSession,
  encryptedStore,
  type SessionEvent,
  shareTokens,
  type TokenStore,
} from '@looker-auth/core'
import { createEmulator } from '@looker-auth/emulator'
import { describe, expect, it } from 'vitest'
import { redisLock, redisStore } from '../../src/redis/index'
import { credentials } from '../store/processes'
import { type ClientKind, clientKinds, clusterKinds, monitors, type TestClient, testClients } from './clients'
import { eventually } from './load'
import { describeRedis, type RedisServer, redisServers } from './server'

const document = readFileSync(new URL('../../../../docs/fleet.md', import.meta.url), 'utf8')
const keys = { current: { id: 'one', key: new Uint8Array(32).fill(7) } }

describeRedis('what Redis sees and allows', () => {
  const newServer = redisServers()
  const connect = testClients()
  const monitor = monitors()

  /** Two sessions on one store: one signs in, both call, one signs out, and the other hears of it. */
  async function journey(store: TokenStore, { client }: TestClient) {
    const emulator = createEmulator()
    const events: SessionEvent[] = []
    const [here, there] = [1, 2].map(() =>
      createSession({
        ...{ baseUrl: 'https://canary-host.test', credentials },
        sharing: shareTokens({ store, lock: redisLock(client) }),
        fetch: async (input, init) => emulator.fetch(new Request(input, init)),
        onEvent: event => events.push(event),
      }),
    )
    if (here === undefined || there === undefined) throw new Error('unreachable')
    const tokens = [await here.token(), await here.as('789').token()]
    expect(await there.token()).toBe(tokens[0])
    return { here, there, tokens, events, emulator }
  }

  it.each(clientKinds)(
    'without the right to the channels, sessions look for themselves, over $name',
    async kind => {
      const server = await newServer()
      const admin = await connect(clientKinds[1] as ClientKind, server.url)
      await admin.send('ACL', 'SETUSER', 'deaf', 'on', '>secret', '~looker-auth:*', 'resetchannels', '+@all')
      const own = await connect(kind, server.url, { username: 'deaf', password: 'secret' })
      const { here, there, events } = await journey(redisStore(own.client), own)
      await here.logout()
      const dropped = async () => {
        await there.token()
        return events.some(({ type }) => type === 'dropped')
      }
      await expect.poll(dropped).toBe(true)
      expect(events.filter(({ type }) => type === 'store_failure')).toEqual([])
      await there.close()
    },
  )

  /** Somebody who has what the document says, and what Redis denied it. */
  async function documented(kind: ClientKind, server: RedisServer, more: readonly string[] = []) {
    const admin = await connect(clientKinds[1] as ClientKind, server.url)
    const [, rules = ''] = /^ACL SETUSER looker-auth (.*)$/m.exec(document) ?? []
    const rights = [...rules.replace('>password', '>secret').split(' '), ...more]
    await admin.send('ACL', 'SETUSER', 'looker-auth', ...rights)
    await admin.send('ACL', 'LOG', 'RESET')
    const own = await connect(kind, server.url, { username: 'looker-auth', password: 'secret' })
    const denied = async () => JSON.stringify(await admin.send('ACL', 'LOG'))
    return { admin, own, denied }
  }

  /** All that store and lock can do: sign in, notify, sign out, and hold a lock until it is renewed. */
  async function everything({ admin, own }: Awaited<ReturnType<typeof documented>>) {
    const { here, there, events } = await journey(redisStore(own.client), own)
    await eventually(async () =>
      expect(await admin.send('PUBSUB', 'CHANNELS', 'looker-auth:*:changed')).not.toEqual([]),
    )
    await here.logout()
    await eventually(() => expect(events.map(({ type }) => type)).toContain('dropped'))
    expect(events.filter(({ type }) => type === 'store_failure')).toEqual([])
    await redisLock(own.client).run('key', { waitMs: 1000, holdMs: 30_000 }, async () => {
      const leftMs: number[] = []
      await eventually(async () => {
        const [name = ''] = (await admin.send('KEYS', 'looker-auth:*:lock')) as string[]
        leftMs.push(Number(await admin.send('PTTL', name)))
        expect(leftMs.at(-1)).toBeGreaterThan(leftMs.at(-2) ?? Number.POSITIVE_INFINITY)
      })
    })
    await there.close()
  }

  it.each(clientKinds)(
    'the ACL of docs/fleet.md is enough: Redis denies nothing that is asked for, over $name',
    async kind => {
      const user = await documented(kind, await newServer())
      await everything(user)
      expect(await user.denied()).toBe('[]')
      for (const command of [['KEYS', '*'], ['GET', 'of others'], ['PUBLISH', 'of others', ''], ['FLUSHALL']])
        await expect(user.own.send(...command)).rejects.toThrow(/NOPERM|permissions/)
    },
  )

  it.each(clusterKinds)('with what a cluster’s client needs too, it is enough for $name', async kind => {
    const [, more = ''] = /A cluster client also needs `([^`]*)`/.exec(document) ?? []
    const server = await newServer('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1')
    const { send } = await connect(clientKinds[1] as ClientKind, server.url)
    await send('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    await eventually(async () => expect(String(await send('CLUSTER', 'INFO'))).toContain('cluster_state:ok'))
    const user = await documented(kind, server, more.split(' '))
    await everything(user)
    expect(await user.denied()).toBe('[]')
    for (const command of [
      ['CLUSTER', 'RESET'],
      ['CLUSTER', 'FAILOVER'],
    ])
      await expect(user.own.send(...command)).rejects.toThrow(/NOPERM|permissions/)
  })

  // @promise redis-holds-a-token-in-its-record
  it.each(clientKinds)(
    'a token is in its record only, and with encryptedStore nowhere, over $name',
    async kind => {
      const server = await newServer('--slowlog-log-slower-than', '0', '--slowlog-max-len', '10000')
      for (const encrypted of [false, true]) {
        const own = await connect(kind, server.url)
        await own.send('FLUSHALL')
        await own.send('SLOWLOG', 'RESET')
        const plain = redisStore(own.client)
        const { commands: monitored, stop } = await monitor(server.url)
        const { here, there, tokens } = await journey(encrypted ? encryptedStore(plain, keys) : plain, own)

        const names = (await own.send('KEYS', '*')) as string[]
        const values = await Promise.all(names.map(name => own.send('GET', name)))
        const slow = JSON.stringify(await own.send('SLOWLOG', 'GET', '-1'))
        const channels = JSON.stringify(await own.send('PUBSUB', 'CHANNELS'))
        await expect.poll(() => monitored.flat().join()).toContain('CHANNELS')
        stop()
        const { clientId, clientSecret } = credentials
        const elsewhere = [names.join(), channels].join()
        for (const canary of [...tokens, clientId, clientSecret, 'canary-host']) {
          expect(elsewhere).not.toContain(canary)
          const isToken = tokens.includes(canary)
          const holding = names.filter((_, index) => String(values[index]).includes(canary))
          expect(holding.map(name => name.endsWith(':record'))).toEqual(isToken && !encrypted ? [true] : [])
          // The one command that may carry a token is the script that stores its record.
          const carrying = monitored.filter(args => args.join(' ').includes(canary))
          if (!isToken || encrypted) {
            expect(carrying).toEqual([])
            expect(slow).not.toContain(canary)
          }
          for (const args of carrying) expect(args.join(' ')).toMatch(/^(evalsha|eval|set) .*:record/is)
        }
        await here.close()
        await there.close()
      }
    },
  )
})

describe('docs/fleet.md', () => {
  it('states the ACL in one line', () => {
    expect(document.match(/^ACL SETUSER looker-auth /gm)).toHaveLength(1)
  })
})
