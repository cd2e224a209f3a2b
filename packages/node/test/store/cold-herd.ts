import { expect } from 'vitest'
import { extent } from '../../../../vitest.extents.ts'
import { credentials, type Message, type processes } from './processes'

/** How many processes start at the same moment. */
export const herd = extent('herd')

/** Starts cold processes that share what `newPlace` makes for each round: together they cost one login, and end by themselves. */
export async function expectOneLogin(
  { emulator, worker }: ReturnType<typeof processes>,
  rounds: number,
  newPlace: () => Promise<Message>,
): Promise<void> {
  const { baseUrl, stats, fault } = await emulator()
  await fault({ match: { method: 'POST', path: '/api/*/login' }, times: 'always', answerDelayMs: 100 })
  for (let round = 1; round <= rounds; round++) {
    const place = await newPlace()
    const workers = Array.from({ length: herd }, () =>
      worker('cold-worker.mjs', { baseUrl, credentials, ...place }),
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
}
