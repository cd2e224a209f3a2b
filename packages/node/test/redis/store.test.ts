import { createSession, type SessionEvent, shareTokens, type TokenStore } from '@looker-auth/core'
import { createEmulator } from '@looker-auth/emulator'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { beforeAll, describe, expect, it } from 'vitest'
import { redisLock, redisStore } from '../../src/redis/index'
import { credentials } from '../store/processes'
import { clientKinds, type TestClient, testClients } from './clients'
import { describeRedis, type RedisServer, redisServers } from './server'

const record = (value: string, keepMs = 60_000) => ({ value, keepUntilMs: Date.now() + keepMs })
const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** Waits for as long as it takes: the test's own bound ends it. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(10)
}

describeRedis('what redisStore keeps', () => {
  const newServer = redisServers()
  const connect = testClients()
  let server: RedisServer
  beforeAll(async () => {
    server = await newServer()
  })

  describe.each(clientKinds)('over $name', kind => {
    let own: TestClient
    let prefix: string
    let store: TokenStore
    const nameOf = async (end = 'record') => {
      const names = (await own.send('KEYS', `${prefix}*:${end}`)) as string[]
      expect(names).toHaveLength(1)
      return names[0] ?? ''
    }
    let turn = 0
    const fresh = async () => {
      own ??= await connect(kind, server.url)
      prefix = `${kind.name} ${turn++}:`
      store = redisStore(own.client, { prefix })
      return store.commit('key', record('first'), undefined)
    }

    it('is read and written also after Redis forgot every script', async () => {
      const first = await fresh()
      await own.send('SCRIPT', 'FLUSH')
      expect(await store.load('key')).toEqual(first)
      await own.send('SCRIPT', 'FLUSH')
      const second = await store.commit('key', record('second'), first.version)
      expect(second.record.value).toBe('second')
      expect(await store.load('key')).toEqual(second)
    })

    it.each([
      ['text of somebody else', ['SET', 'hello']],
      ['nothing but an empty text', ['SET', '']],
      ['bytes that are no text', ['SET', '\ud800\u0000']],
      ['a record of a later format', ['SET', `looker-auth-2 ${'a'.repeat(32)} 1 x`]],
      ['half a record', ['SET', `looker-auth-1 ${'a'.repeat(32)}`]],
      ['a list', ['RPUSH', 'x']],
      ['a hash', ['HSET', 'field', 'x']],
    ])('is the empty text where %s stands, and is written over that', async (_, [command = '', ...rest]) => {
      const first = await fresh()
      const name = await nameOf()
      await own.send('DEL', name)
      await own.send(command, name, ...rest)
      const found = await store.load('key')
      expect(found?.record.value).toBe('')
      const refused = await store.commit('key', record('late'), first.version)
      expect(refused).toMatchObject({ record: { value: '' }, version: found?.version })
      const second = await store.commit('key', record('second'), found?.version)
      expect(await store.load('key')).toEqual(second)
      expect(second.record.value).toBe('second')
    })

    it('expires with its time by the clock of Redis, whatever the clock here says', async () => {
      await fresh()
      for (const wrongMs of [-1e10, 1e10]) {
        const nowMs = Date.now() + wrongMs
        const clock = { now: () => nowMs, monotonic: () => 0, setTimer: () => () => {} }
        const wrong = redisStore(own.client, { prefix: `${prefix}${wrongMs}:`, clock })
        const next = { value: 'x', keepUntilMs: nowMs + 60_000 }
        const stored = await wrong.commit('key', next, undefined)
        expect(await wrong.load('key')).toEqual(stored)
        const [name = ''] = (await own.send('KEYS', `${prefix}${wrongMs}:*`)) as string[]
        const leftMs = Number(await own.send('PTTL', name))
        expect(leftMs).toBeGreaterThan(0)
        expect(leftMs).toBeLessThanOrEqual(60_000)
      }
    })

    it('is notified of again after the listening connection was killed', async () => {
      const first = await fresh()
      let calls = 0
      const unwatch = store.watch?.('key', () => {
        calls++
      })
      await until(() => calls > 0)
      await own.send('CLIENT', 'KILL', 'TYPE', 'pubsub')
      await until(async () => ((await own.send('PUBSUB', 'CHANNELS', `${prefix}*`)) as string[]).length === 1)
      const again = calls
      await store.commit('key', record('second'), first.version)
      await until(() => calls > again)
      unwatch?.()
    })

    it('has one connection for all watchers of a store, which ends with the last', async () => {
      await fresh()
      const subscribed = async () => ((await own.send('PUBSUB', 'CHANNELS', `${prefix}*`)) as string[]).length
      const listed = async () =>
        String(await own.send('CLIENT', 'LIST', 'TYPE', 'pubsub')).split('id=').length - 1
      await until(async () => (await listed()) === 0)
      const ends = Array.from({ length: 20 }, (_, index) => store.watch?.(`key ${index}`, () => {}))
      await until(async () => (await subscribed()) === 20)
      expect(await listed()).toBe(1)
      for (const end of ends) end?.()
      await until(async () => (await listed()) === 0)
    })

    it('keeps the names of one identity in one slot of a cluster, and hashes only in names', async () => {
      await fresh()
      const lock = redisLock(own.client, { prefix })
      let calls = 0
      const unwatch = store.watch?.('key', () => {
        calls++
      })
      await until(() => calls > 0)
      const names = await lock.run('key', { waitMs: 1000, holdMs: 1000 }, async () => [
        ...((await own.send('KEYS', `${prefix}*`)) as string[]),
        ...((await own.send('PUBSUB', 'CHANNELS', `${prefix}*`)) as string[]),
      ])
      unwatch?.()
      expect(names.map(name => name.slice(name.lastIndexOf(':'))).sort()).toEqual([
        ':changed',
        ':lock',
        ':record',
      ])
      for (const name of names) {
        expect(name.slice(prefix.length)).toMatch(/^\{[\w-]{43}\}:\w+$/)
        expect(slotOf(name)).toBe(slotOf(names[0] ?? ''))
      }
    })

    it('is a fresh login and an event, and no exception, for a session that finds something else', async () => {
      await fresh()
      const emulator = createEmulator()
      const visit = async () => {
        const events: SessionEvent[] = []
        const looker = createSession({
          ...{ baseUrl: 'https://looker.test', credentials },
          sharing: shareTokens({ store, lock: redisLock(own.client, { prefix }) }),
          fetch: async (input, init) => emulator.fetch(new Request(input, init)),
          onEvent: event => events.push(event),
        })
        await looker.token()
        await looker.close()
        return events.map(({ type }) => type)
      }
      await own.send('DEL', await nameOf())
      expect(await visit()).toEqual(['granted'])
      const name = await nameOf()
      await own.send('DEL', name)
      await own.send('SADD', name, 'x')
      expect(await visit()).toContain('record_set_aside')
      expect(await visit()).toEqual(['granted'])
      expect(emulator.stats.login).toBe(2)
    })
  })

  it.each(clientKinds)('is notified of after Redis was killed and came back, over $name', async kind => {
    const mortal = await newServer()
    const { client } = await connect(kind, mortal.url)
    const store = redisStore(client)
    let calls = 0
    const unwatch = store.watch?.('key', () => {
      calls++
    })
    await until(() => calls > 0)
    for (let turn = 0; turn < 2; turn++) await mortal.restart()
    const before = calls
    await until(async () => {
      const stands = await store.load('key').catch(() => undefined)
      await store.commit('key', record('after'), stands?.version).catch(() => {})
      return calls > before
    })
    unwatch?.()
  })

  it('refuses what is no client, a pipeline, a legacy one, and a prefix with braces', async () => {
    const { client } = await connect(clientKinds[0] ?? (undefined as never), server.url)
    const unconnected = createClient({ url: server.url })
    const io = new Redis(server.url, { lazyConnect: true })
    const ofRedis4 = { evalSha: async () => null, eval: async () => null, on: () => {}, duplicate: () => {} }
    const others = [unconnected.multi(), unconnected.legacy(), io.pipeline(), io.multi(), ofRedis4]
    for (const make of [redisStore, redisLock]) {
      for (const wrong of [undefined, null, {}, 'redis://127.0.0.1', ...others])
        expect(() => make(wrong as never)).toThrow(expect.objectContaining({ code: 'configuration' }))
      expect(() => make(client, { prefix: 'a{b}' })).toThrow(
        expect.objectContaining({ code: 'configuration' }),
      )
    }
  })
})

describe('the slot of a name', () => {
  it('is what the specification of Redis Cluster says', () => {
    expect(crc16('123456789')).toBe(0x31c3)
    expect(slotOf('{user1000}.following')).toBe(slotOf('user1000'))
  })
})

/** CRC16/XMODEM of what is between the first braces, modulo 16384: the key distribution model of the Redis Cluster specification. */
function slotOf(name: string): number {
  return crc16(/\{([^}]+)\}/.exec(name)?.[1] ?? name) % 16_384
}

function crc16(text: string): number {
  let crc = 0
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff
  }
  return crc
}
