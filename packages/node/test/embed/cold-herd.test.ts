import { expect, it } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { clientKinds, underLoad } from '../redis/clients'
import { describeRedis, redisServers } from '../redis/server'
import { credentials, processes } from '../store/processes'

const users = extent('embedUsers')
const servers = [1, 2]

describeRedis('embed endpoints of two processes on one Redis', () => {
  const newServer = redisServers()
  const { emulator, worker } = processes()

  // @promise one-embed-session-for-all-processes
  it.each(underLoad(clientKinds))(
    `make one embed session for each of ${users} users who ask both at once, over $name`,
    { timeout: boundMs(120_000) },
    async ({ name }) => {
      const { url } = await newServer()
      const { baseUrl, stats } = await emulator()
      const settings = { baseUrl, credentials, users, redisUrl: url, client: name }
      const workers = servers.map(() => worker('../embed/cold-worker.mjs', settings))
      await Promise.all(workers.map(({ next }) => next()))
      for (const { send } of workers) send({ go: true })
      const said = await Promise.all(workers.map(({ next }) => next()))
      expect(said.map(({ errors }) => errors)).toEqual([[], []])
      expect(said.flatMap(({ statuses }) => statuses)).toEqual(Array(2 * users).fill(200))
      const { embed_sessions, embed_joins, live_embed_sessions } = await stats()
      expect([embed_sessions, embed_joins, live_embed_sessions]).toEqual([users, users, users])
      expect(new Set(said.flatMap(({ tokens }) => tokens)).size).toBe(2 * users)
    },
  )
})
