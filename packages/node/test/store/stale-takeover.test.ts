import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { fileLock } from '../../src/index'
import { type Message, processes, type Worker } from './processes'
import { tempFolders } from './temp-folder'

const newFolder = tempFolders()
const { worker } = processes()
const racers = extent('racers')
const locksAtOnce = 10
const rounds = extent('crashedLocks')
const timeoutMs = boundMs((2 + rounds) * 30_000)
const holdMs = 600_000
const patienceMs = 600_000
const longLeaseMs = 60_000
const secondComesWithinMs = 1000

/** What the racers say until each is done with each key, and when each key was had by somebody. */
function raceFor(keys: readonly string[], racing: readonly Worker[]) {
  const missing = new Set<unknown>(keys)
  let settle = () => {}
  const allTaken = new Promise<void>(resolve => {
    settle = resolve
  })
  const listenTo = async ({ next }: Worker): Promise<Message[]> => {
    const said: Message[] = []
    for (let left = keys.length; left > 0; ) {
      const message = await next()
      said.push(message)
      if (message.held === undefined) left--
      else missing.delete(message.key)
      if (missing.size === 0) settle()
    }
    return said
  }
  const answers = Promise.all(racing.map(listenTo)).then(all => all.flat())
  return { allTaken, answers }
}

/** A process that holds these locks. */
async function holder(path: string, keys: readonly string[]): Promise<Worker> {
  const started = await readyWorker(path)
  for (const key of keys) started.send({ run: key, waitMs: patienceMs, holdMs })
  for (const _ of keys) expect(await started.next()).toMatchObject({ held: true })
  return started
}

/** @param leaseMs How long a lease of its own lives. */
async function readyWorker(path: string, leaseMs?: number): Promise<Worker> {
  const started = worker('lock-worker.mjs', { path, leaseMs })
  await started.next()
  return started
}

describe('the lock of a process that is no more', () => {
  // @promise crashed-lock-has-one-successor
  it(`goes to exactly one of ${racers} processes (${rounds} rounds)`, { timeout: timeoutMs }, async () => {
    const path = await newFolder()
    // On a busy machine a process may be kept from renewing for a while: then it is not for that that another follows.
    const waiting = await Promise.all(Array.from({ length: racers }, () => readyWorker(path, longLeaseMs)))
    for (let round = 0; round < rounds; round += locksAtOnce) {
      const keys = Array.from({ length: locksAtOnce }, (_, index) => `lock ${round + index}`)
      const crashing = await holder(path, keys)
      for (const { send } of waiting) for (const key of keys) send({ run: key, waitMs: patienceMs, holdMs })
      crashing.signal('SIGKILL')
      const race = raceFor(keys, waiting)
      await race.allTaken
      await sleep(secondComesWithinMs)
      for (const { send } of waiting) send({ stopWaiting: true })
      for (const { send } of waiting) for (const key of keys) send({ end: key })
      const answers = await race.answers
      for (const key of keys) {
        const held = answers.filter(answer => answer.key === key && answer.held === true)
        expect(held.length, `holders of ${key}`).toBe(1)
      }
      expect(answers.filter(({ held }) => held === false)).toEqual([])
    }
  })

  // @promise never-a-long-wait-for-a-crashed-lock
  it('is free again for the next one when its follower is killed too', { timeout: timeoutMs }, async () => {
    const path = await newFolder()
    for (let turn = 0; turn < 3; turn++) {
      const crashing = await holder(path, ['key'])
      crashing.signal('SIGKILL')
      await crashing.ended
    }
    expect(await fileLock({ path }).run('key', { waitMs: patienceMs, holdMs }, async held => held)).toBe(true)
  })
})

describe('a process that was stopped for longer than its lease', () => {
  // @promise file-lock-is-released-by-its-holder
  it('does not take the lock from who followed when it goes on, nor when it ends', {
    timeout: timeoutMs,
  }, async () => {
    const path = await newFolder()
    const stopped = await holder(path, ['key'])
    stopped.signal('SIGSTOP')
    const lock = fileLock({ path })
    const others = async (waitMs = 1000): Promise<boolean> =>
      fileLock({ path }).run('key', { waitMs, holdMs }, async held => held)
    const seen = await lock.run('key', { waitMs: patienceMs, holdMs }, async held => {
      stopped.signal('SIGCONT')
      const whileItRuns = await others()
      stopped.send({ end: 'key' })
      expect(await stopped.next()).toMatchObject({ ended: true })
      return [held, whileItRuns, await others()]
    })
    expect(seen).toEqual([true, false, false])
    expect(await others(patienceMs)).toBe(true)
  })
})
