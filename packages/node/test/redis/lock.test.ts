import { createServer, type Socket } from 'node:net'
import { AuthError } from '@looker-auth/core'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { redisLock } from '../../src/redis/index'
import { clientKinds, type TestClient, testClients } from './clients'
import { describeRedis, type RedisServer, redisServers } from './server'

const patient = { waitMs: 30_000, holdMs: 30_000 }
const holds = async (held: boolean) => held

describeRedis('redisLock', () => {
  const newServer = redisServers()
  const connect = testClients()
  let server: RedisServer
  beforeAll(async () => {
    server = await newServer()
  })

  describe.each(clientKinds)('over $name', kind => {
    let own: TestClient
    let turn = 0
    const fresh = async () => {
      own ??= await connect(kind, server.url)
      const prefix = `${kind.name} ${turn++}:`
      const name = async () => ((await own.send('KEYS', `${prefix}*:lock`)) as string[])[0] ?? ''
      return { lock: redisLock(own.client, { prefix }), name }
    }

    it('works also after Redis forgot every script, at each step', async () => {
      const { lock } = await fresh()
      await own.send('SCRIPT', 'FLUSH')
      const inside = await lock.run('key', patient, async held => {
        await own.send('SCRIPT', 'FLUSH')
        const other = await lock.run('key', { waitMs: 50, holdMs: 1000 }, holds)
        await own.send('SCRIPT', 'FLUSH')
        return [held, other]
      })
      expect(inside).toEqual([true, false])
      expect(await lock.run('key', patient, holds)).toBe(true)
    })

    it('expires soon after its holder crashed, and is renewed while the task runs', async () => {
      const { lock, name } = await fresh()
      await lock.run('key', patient, async () => {
        const key = await name()
        const leftMs = async () => Number(await own.send('PTTL', key))
        for (let before = await leftMs(), renewals = 0; renewals < 2; ) {
          await new Promise(resolve => setTimeout(resolve, 20))
          const now = await leftMs()
          expect(now).toBeLessThanOrEqual(2500)
          if (now > before) renewals++
          before = now
        }
      })
      expect(await name()).toBe('')
    })

    it.each([
      ['text that never expires', ['SET', 'x']],
      ['a list that never expires', ['RPUSH', 'x']],
    ])('is taken where %s stands, for that is no holder', async (_, [command = '', value = '']) => {
      const { lock, name } = await fresh()
      const key = await lock.run('key', patient, name)
      await own.send(command, key, value)
      expect(await lock.run('key', { waitMs: 0, holdMs: 1000 }, holds)).toBe(true)
    })

    it('rejects before its task began when Redis refuses, without what the command carried', async () => {
      const { lock } = await fresh()
      await own.send('ACL', 'SETUSER', 'nobody', 'on', '>secret', '+@connection', '+info')
      const { client } = await connect(kind, server.url, { username: 'nobody', password: 'secret' })
      let began = false
      const refused = await redisLock(client)
        .run('key', patient, async () => {
          began = true
        })
        .catch(error => error)
      expect(refused).toMatchObject({ code: 'store_failed', message: expect.stringContaining('NOPERM') })
      expect(refused.hint).toContain('docs/fleet.md')
      expect(Object.keys(refused)).not.toContain('command')
      expect(began).toBe(false)
      expect(await lock.run('key', patient, holds)).toBe(true)
    })
  })
})

describe('redisLock over a Redis that falls silent while the lock is held', () => {
  it('does not keep the result of the task waiting for an answer', async () => {
    let commands = 0
    const client = {
      on: () => {},
      evalsha: async (): Promise<unknown> => (commands++ === 0 ? null : new Promise(() => {})),
      eval: async (): Promise<unknown> => null,
    }
    let given: Promise<string> | undefined
    const running = redisLock(client).run('key', patient, async () => {
      // Until it was asked to renew the lock.
      while (commands < 2) await new Promise(resolve => setTimeout(resolve, 20))
      given = new Promise(resolve => setTimeout(() => resolve('a timer that began with its end'), 100))
      return 'the result'
    })
    while (given === undefined) await new Promise(resolve => setTimeout(resolve, 20))
    expect(await Promise.race([running, given])).toBe('the result')
    expect(commands).toBe(3)
  })
})

describe('redisLock over a Redis that accepts and never answers', () => {
  const sockets = new Set<Socket>()
  const silent = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  let port = 0
  beforeAll(async () => {
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    port = (silent.address() as { port: number }).port
  })
  afterAll(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => silent.close(resolve))
  })

  it('rejects within its bound, whatever the client queues, and at once when aborted', async () => {
    const queueing = new Redis(port, { maxRetriesPerRequest: null })
    queueing.on('error', () => {})
    const connecting = createClient({ socket: { port, host: '127.0.0.1' } })
    connecting.on('error', () => {})
    connecting.connect().catch(() => {})
    for (const client of [queueing, connecting]) {
      const lock = redisLock(client)
      const slow = await lock.run('key', patient, holds).catch(error => error)
      expect(AuthError.is(slow) && slow.message).toContain('did not answer')
      const abort = new AbortController()
      const reason = { some: 'reason' }
      const aborted = lock.run('key', { ...patient, signal: abort.signal }, holds).catch(error => error)
      abort.abort(reason)
      expect(await aborted).toBe(reason)
    }
    queueing.disconnect()
    connecting.destroy()
  })
})
