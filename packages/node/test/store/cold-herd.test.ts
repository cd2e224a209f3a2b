import { describe, expect, it } from 'vitest'
import { credentials, processes } from './processes'
import { extent } from './proving'
import { tempFolders } from './temp-folder'

const newFolder = tempFolders()
const { emulator, worker } = processes()
const { rounds, timeoutMs } = extent(2, 50)
const herd = 32

describe('on one file store', () => {
  it(`${herd} cold processes cost one login, and end by themselves (${rounds} rounds)`, {
    timeout: timeoutMs,
  }, async () => {
    const { baseUrl, stats, fault } = await emulator()
    await fault({ match: { method: 'POST', path: '/api/*/login' }, times: 'always', answerDelayMs: 100 })
    for (let round = 1; round <= rounds; round++) {
      const path = await newFolder()
      const workers = Array.from({ length: herd }, () =>
        worker('cold-worker.mjs', { baseUrl, path, credentials }),
      )
      await Promise.all(workers.map(({ next }) => next()))
      for (const { send } of workers) send({ go: true })
      const said = await Promise.all(workers.map(({ next }) => next()))
      const { login, user } = await stats()
      expect([login, user], `logins and calls after round ${round}`).toEqual([round, round * herd])
      for (const { id, holdingOpen } of said) expect([id, holdingOpen]).toEqual(['1', []])
      expect(said.filter(({ events }) => JSON.stringify(events) !== '["granted"]')).toEqual([])
      const ends = await Promise.all(workers.map(({ ended }) => ended))
      expect(ends.filter(({ code }) => code !== 0)).toEqual([])
    }
  })
})
