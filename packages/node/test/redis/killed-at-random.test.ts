import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { redisLock, redisStore } from '../../src/redis/index'
import { churn, expectNoBrokenPromise } from '../store/churn'
import { processes } from '../store/processes'
import { tempFolders } from '../store/temp-folder'
import { clientKinds, underLoad } from './clients'
import { describeRedis, redisServers } from './server'

const newFolder = tempFolders()
const starting = processes()
const rounds = extent('killsOnRedis')
const timeoutMs = boundMs((2 + rounds) * 30_000)
/** What a holder has who was killed just now. */
const leaseMs = 2500

describeRedis(`${churn}, on one Redis`, () => {
  const newServer = redisServers()

  // @promise never-a-long-wait-for-a-crashed-lock
  it.each(underLoad(clientKinds))(
    `break no promise while their Redis answers (${rounds} rounds), over $name`,
    { timeout: timeoutMs },
    async ({ name }) => {
      const { url } = await newServer()
      const admin = new Redis(url)
      const store = redisStore(admin)
      const expectWhole = async (keys: readonly string[], when: string): Promise<void> => {
        for (const lock of await admin.keys('*:lock')) {
          // -2: it was given back meanwhile. -1 would be one that nothing ends.
          const leftMs = await admin.pttl(lock)
          expect(leftMs === -2 || (leftMs >= 0 && leftMs <= leaseMs), `${when}: ${leftMs} ms left`).toBe(true)
        }
        for (const key of keys) expect((await store.load(key))?.record.value, when).not.toBe('')
      }
      const place = { where: { redisUrl: url, client: name }, lock: redisLock(admin), expectWhole }
      await expectNoBrokenPromise(starting, rounds, place, await newFolder())
      await admin.quit()
    },
  )
})
