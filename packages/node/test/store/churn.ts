import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lock } from '@looker-auth/core'
import { expect } from 'vitest'
import { chance } from './chance'
import { brokenPromises, type Entry, isSlowness } from './churn-judge'
import { credentials, type Message, type processes, type Worker } from './processes'

const crowd = 8

export const churn = `${crowd} processes that call, renew and sign out while they are killed at random`

/** What the processes share. */
export interface Place {
  /** How a worker finds it: settings of shared-parts.mjs. */
  readonly where: Message
  /** The lock there. */
  readonly lock: Lock
  /** Rejects unless what is there is whole; `keys` are of the records that were seen lately. */
  expectWhole(keys: readonly string[], when: string): Promise<void>
}

/** Kills processes and starts others in their place, round by round; then judges what all of them did. */
export async function expectNoBrokenPromise(
  { emulator, worker }: ReturnType<typeof processes>,
  rounds: number,
  { where, lock, expectWhole }: Place,
  logs: string,
): Promise<void> {
  const { seed, draw, below } = chance()
  const seedFile = join(logs, 'seed.json')
  await writeFile(seedFile, JSON.stringify({ options: { tokenLifetimeSeconds: 3 } }))
  const { baseUrl, fault } = await emulator('--seed', seedFile)
  await fault({ match: { method: 'POST', path: '/api/*/login*' }, times: 'always', answerDelayMs: 30 })
  // The server ends no token: who does not hear of a sign-out from the store uses one for too long.
  await fault({ match: { method: 'DELETE', path: '/api/*/logout' }, times: 'always', status: 204 })

  let started = 0
  const start = (): Worker => {
    const log = join(logs, `${started++}.log`)
    return worker('churn-worker.mjs', { baseUrl, credentials, log, seed: below(2 ** 31), ...where })
  }
  const workers = Array.from({ length: crowd }, start)
  await Promise.all(workers.map(({ next }) => next()))
  const ends: Promise<unknown>[] = []
  // On a busy machine little happens in a round: then there are more of them.
  for (let round = 0; round < rounds || (await happened(logs)) <= rounds / 4; round++) {
    await sleep(100 + draw() * 300)
    for (let kills = 1 + below(3); kills > 0; kills--) {
      // Some live long enough to use what others ended.
      const index = Math.floor(draw() ** 3 * crowd)
      const victim = workers[index]
      victim?.signal('SIGKILL')
      if (victim !== undefined) ends.push(victim.ended.then(end => ({ ...end, errors: victim.errors() })))
      workers[index] = start()
    }
    const [keys, when] = [await keysIn(logs), `seed ${seed}, round ${round}`]
    await expectWhole(keys, when)
    await expectLocksFree(lock, keys, when)
  }
  for (const { signal } of workers) signal('SIGKILL')
  const killed = { code: null, signal: 'SIGKILL', errors: '' }
  expect((await Promise.all(ends)).filter(end => JSON.stringify(end) !== JSON.stringify(killed))).toEqual([])

  expect(brokenPromises(await entriesIn(logs)), `seed ${seed}`).toEqual([])
}

/** Whatever was killed, each lock can be had again. */
async function expectLocksFree(lock: Lock, keys: readonly string[], when: string): Promise<void> {
  // A lock that a busy machine makes too slow rejects before its task began: then it can be asked again.
  const isFree = (key: string): Promise<boolean> =>
    lock
      .run(key, { waitMs: 120_000, holdMs: 1000 }, async isHeld => isHeld)
      .catch(error => (isSlowness(error) ? isFree(key) : Promise.reject(error)))
  expect(await Promise.all(keys.map(isFree)), when).toEqual(keys.map(() => true))
}

/** How often the rarest of what is to happen did. */
async function happened(logs: string): Promise<number> {
  const entries = await entriesIn(logs)
  const count = (type: string, kind?: string) =>
    entries.filter(entry => entry.type === type && (kind === undefined || entry.kind === kind)).length
  return Math.min(count('answered'), count('committed', 'token'), count('committed', 'signed_out'))
}

async function keysIn(logs: string): Promise<string[]> {
  return [...new Set((await entriesIn(logs, 3)).flatMap(({ key }) => (typeof key === 'string' ? [key] : [])))]
}

/** The entries of all logs, or of the first ones. A killed process may have left half a line. */
async function entriesIn(logs: string, most = Number.POSITIVE_INFINITY): Promise<Entry[]> {
  const names = (await readdir(logs)).filter(name => name.endsWith('.log')).slice(0, most)
  const logged = await Promise.all(
    names.map(async process => ({ process, text: await readFile(join(logs, process), 'utf8') })),
  )
  return logged.flatMap(({ process, text }) =>
    text
      .split('\n')
      .slice(0, -1)
      .map(line => ({ process, ...JSON.parse(line) })),
  )
}
