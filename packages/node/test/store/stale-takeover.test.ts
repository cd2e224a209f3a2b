import { describe, expect, it } from 'vitest'
import { fileLock } from '../../src/index'
import { processes, type Worker } from './processes'
import { extent } from './proving'
import { tempFolders } from './temp-folder'

const newFolder = tempFolders()
const { worker } = processes()
const racers = 16
const locksAtOnce = 10
const { rounds, timeoutMs } = extent(10, 500)
const holdMs = 60_000

/** A process that holds these locks. */
async function holder(path: string, keys: readonly string[]): Promise<Worker> {
  const started = await readyWorker(path)
  for (const key of keys) started.send({ run: key, waitMs: 30_000, holdMs })
  for (const _ of keys) expect(await started.next()).toMatchObject({ held: true })
  return started
}

async function readyWorker(path: string): Promise<Worker> {
  const started = worker('lock-worker.mjs', { path })
  await started.next()
  return started
}

describe('the lock of a process that is no more', () => {
  it(`goes to exactly one of ${racers} processes (${rounds} rounds)`, { timeout: timeoutMs }, async () => {
    const path = await newFolder()
    const waiting = await Promise.all(Array.from({ length: racers }, () => readyWorker(path)))
    for (let round = 0; round < rounds; round += locksAtOnce) {
      const keys = Array.from({ length: locksAtOnce }, (_, index) => `lock ${round + index}`)
      const crashing = await holder(path, keys)
      for (const { send } of waiting) for (const key of keys) send({ run: key, waitMs: 5000, holdMs })
      crashing.signal('SIGKILL')
      const answers = await Promise.all(waiting.map(({ next }) => Promise.all(keys.map(next))))
      for (const key of keys) {
        const held = answers.flat().filter(answer => answer.key === key && answer.held === true)
        expect(held.length, `holders of ${key}`).toBe(1)
      }
      for (const { send } of waiting) for (const key of keys) send({ end: key })
      await Promise.all(waiting.map(({ next }) => Promise.all(keys.map(next))))
    }
  })

  it('is free again for the next one when its follower is killed too', { timeout: timeoutMs }, async () => {
    const path = await newFolder()
    for (let turn = 0; turn < 3; turn++) {
      const crashing = await holder(path, ['key'])
      crashing.signal('SIGKILL')
      await crashing.ended
    }
    expect(await fileLock({ path }).run('key', { waitMs: 30_000, holdMs }, async held => held)).toBe(true)
  })
})

describe('a process that was stopped for longer than its lease', () => {
  it('does not take the lock from who followed when it goes on, nor when it ends', {
    timeout: timeoutMs,
  }, async () => {
    const path = await newFolder()
    const stopped = await holder(path, ['key'])
    stopped.signal('SIGSTOP')
    const lock = fileLock({ path })
    const others = async (): Promise<boolean> =>
      fileLock({ path }).run('key', { waitMs: 1000, holdMs }, async held => held)
    const seen = await lock.run('key', { waitMs: 30_000, holdMs }, async held => {
      stopped.signal('SIGCONT')
      const whileItRuns = await others()
      stopped.send({ end: 'key' })
      expect(await stopped.next()).toMatchObject({ ended: true })
      return [held, whileItRuns, await others()]
    })
    expect(seen).toEqual([true, false, false])
    expect(await others()).toBe(true)
  })
})
