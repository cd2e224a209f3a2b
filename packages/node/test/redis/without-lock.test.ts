import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { boundMs } from '../../../../vitest.extents.ts'
import { herd } from '../store/cold-herd'
import { credentials, processes } from '../store/processes'
import { clientKinds, underLoad } from './clients'
import { describeRedis, redisServers } from './server'

const { emulator, worker } = processes()

describeRedis('on one Redis, without a lock', () => {
  const newServer = redisServers()

  // @promise lost-commit-adopts-the-stored-token
  it.each(underLoad(clientKinds))(
    `of ${herd} cold processes one’s token is in use after the dust settles, and the others’ are revoked, over $name`,
    { timeout: boundMs(120_000) },
    async ({ name }) => {
      const { url } = await newServer()
      const { baseUrl, stats, fault } = await emulator()
      await fault({ match: { method: 'POST', path: '/api/*/login' }, times: 'always', answerDelayMs: 500 })
      const workers = Array.from({ length: herd }, () =>
        worker('../redis/calling-worker.mjs', { baseUrl, credentials, redisUrl: url, client: name }),
      )
      const everybodyCalls = async () => {
        for (const { send } of workers) send({ call: true })
        return Promise.all(workers.map(({ next }) => next()))
      }
      await Promise.all(workers.map(({ next }) => next()))
      await everybodyCalls()
      const { login } = await stats()
      expect(login).toBeGreaterThan(1)
      // Nobody waits for a revocation.
      while (((await stats()).live_tokens ?? 0) > 1) await sleep(20)

      const said = await everybodyCalls()
      expect(new Set(said.map(({ id }) => id))).toEqual(new Set(['1']))
      expect(new Set(said.flatMap(({ used }) => used)).size).toBe(1)
      expect(await stats()).toMatchObject({ live_tokens: 1, login, user: 2 * herd })
    },
  )
})
