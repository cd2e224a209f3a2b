import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { expectOneLogin, herd } from '../store/cold-herd'
import { processes } from '../store/processes'
import { clientKinds, underLoad } from './clients'
import { describeRedis, redisServers } from './server'

const starting = processes()
const rounds = extent('herdsOnRedis')
const timeoutMs = boundMs((1 + rounds) * 60_000)

describeRedis('on one Redis', () => {
  const newServer = redisServers()

  // @promise one-login-for-all-processes
  it.each(underLoad(clientKinds))(
    `${herd} cold processes cost one login, and end by themselves (${rounds} rounds), over $name`,
    {
      timeout: timeoutMs,
    },
    async ({ name }) => {
      const { url } = await newServer()
      const admin = new Redis(url)
      await expectOneLogin(starting, rounds, async () => {
        await admin.flushall()
        return { redisUrl: url, client: name }
      })
      await admin.quit()
    },
  )

  it.each(clientKinds)(
    'a process that watches, and closes its own client, ends by itself, over $name',
    async ({ name }) => {
      const { url } = await newServer()
      const watching = starting.worker('../redis/watching-worker.mjs', { redisUrl: url, client: name })
      expect(await watching.next()).toEqual({ watches: true })
      expect(await watching.ended).toEqual({ code: 0, signal: null })
      expect(watching.errors()).toBe('')
    },
  )
})
