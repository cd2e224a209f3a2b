import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AuthError, type Clock, systemClock } from '@looker-auth/core'
import { lockContract, simulatedClock } from '@looker-auth/core/testing'
import { describe, expect, it, test } from 'vitest'
import { filesIn, tempFolders } from '../../test/store/temp-folder.js'
import { quietTimer } from '../time/quiet-timer.js'
import { encodeText, sha256 } from './checked-text.js'
import { fileLock, leaseLock } from './file-lock.js'
import { VersionChain } from './version-chain.js'

const newFolder = tempFolders()
const patient = { waitMs: 30_000, holdMs: 30_000 }
const holds = async (held: boolean) => held

describe('the Lock contract holds for the file lock', () => {
  const createLock = async () => {
    const path = await newFolder()
    return { lock: fileLock({ path }), other: fileLock({ path }) }
  }
  for (const { name, run } of lockContract({ createLock })) test(name, run)
})

const leaseName = `lock.${sha256(JSON.stringify('key'))}`

/** Leaves a lease behind as a crashed holder does: nobody renews it. */
async function leaveDeadLease(path: string, leaseMs: number): Promise<VersionChain> {
  const chain = new VersionChain(path, leaseName, { durable: false, clock: systemClock() })
  const value = JSON.stringify({ held: true, leaseMs })
  await chain.append(encodeText(leaseName, { value, keepUntilMs: 0 }), (await chain.head())?.version)
  return chain
}

/** A task that runs until it is stopped. */
function openTask() {
  let begin: (held: boolean) => void = () => {}
  let end: () => void = () => {}
  const begun = new Promise<boolean>(resolve => (begin = resolve))
  const ended = new Promise<void>(resolve => (end = resolve))
  const run = (held: boolean): Promise<void> => {
    begin(held)
    return ended
  }
  return { begun, run, end }
}

/** Waits as long as that is so. */
async function during(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (await holds()) await new Promise(resolve => setTimeout(resolve, 1))
}

describe('the file lock', () => {
  // @promise never-a-long-wait-for-a-crashed-lock
  it('follows a dead lease when it was not renewed for as long as it says, by exactly one', async () => {
    const path = await newFolder()
    await leaveDeadLease(path, 200)
    const enough = new AbortController()
    const held: boolean[] = []
    const tasks = [...Array(8).keys()].map(() =>
      fileLock({ path, leaseMs: 60_000 }).run('key', { ...patient, signal: enough.signal }, async isHeld => {
        held.push(isHeld)
        // A second one would come now.
        await new Promise(resolve => setTimeout(resolve, 1000))
        enough.abort('enough')
      }),
    )
    const reasons = (await Promise.allSettled(tasks)).flatMap(end =>
      end.status === 'rejected' ? [end.reason] : [],
    )
    expect(held).toEqual([true])
    expect(reasons).toEqual(Array(7).fill('enough'))
  })

  it('does not follow a lease that is renewed, however short it is, but does when it no longer is', async () => {
    const path = await newFolder()
    const folder = async () => path
    const [waiting, holding] = [simulatedClock(), simulatedClock()]
    const parts = { folder, leaseMs: 500, clock: waiting }
    const holder = leaseLock({ ...parts, clock: systemClock(), leaseTimer: holding.setTimer })
    const task = openTask()
    const first = holder.run('key', patient, task.run)
    expect(await task.begun).toBe(true)
    let held: boolean | undefined
    const bounds = { waitMs: 10_000, holdMs: 10_000 }
    const second = leaseLock({ ...parts, leaseTimer: quietTimer }).run('key', bounds, async isHeld => {
      held = isHeld
    })
    // While it sleeps between two looks, it has a timer for the next one.
    const look = () => during(() => held === undefined && waiting.pendingTimers() < 1)
    const lease = new VersionChain(path, leaseName, { durable: false, clock: systemClock() })
    await look()
    for (let turn = 0; turn < 20; turn++) {
      const before = await lease.current()
      await holding.advance(100)
      await during(async () => (await lease.current()) === before)
      await waiting.advance(100)
      await look()
      expect(held, `after ${turn + 1} renewals`).toBeUndefined()
    }
    for (let turn = 0; turn < 20 && held === undefined; turn++) {
      await waiting.advance(100)
      await look()
    }
    await second
    expect(held).toBe(true)
    task.end()
    await first
  })

  // @promise living-holder-keeps-the-file-lock
  it('does not take a living holder for dead after a sleep, nor after jumps of the wall clock', async () => {
    const path = await newFolder()
    let sleptMs = 0
    const real = systemClock()
    // Each look finds that an hour passed, as after a sleep; the wall clock goes anywhere.
    const clock: Clock = {
      ...real,
      now: () => (sleptMs % 2 === 0 ? 0 : 10 ** 14),
      monotonic() {
        sleptMs += 3_600_000
        return real.monotonic() + sleptMs
      },
    }
    await leaveDeadLease(path, 60_000)
    const sleeper = leaseLock({ folder: async () => path, leaseMs: 60_000, clock, leaseTimer: quietTimer })
    const abort = new AbortController()
    const waiting = sleeper.run('key', { waitMs: 10 ** 12, holdMs: 1000, signal: abort.signal }, holds)
    const answer = waiting.catch(reason => reason)
    await new Promise(resolve => setTimeout(resolve, 500))
    abort.abort('not taken')
    expect(await answer).toBe('not taken')
  })

  // @promise file-lock-is-released-by-its-holder
  it('goes on when its folder is removed: others get it, and the late end of the first takes nothing away', async () => {
    const base = await newFolder()
    const path = join(base, 'locks')
    const [first, second] = [fileLock({ path }), fileLock({ path })]
    const [firstTask, secondTask] = [openTask(), openTask()]
    const firstRun = first.run('key', patient, firstTask.run)
    expect(await firstTask.begun).toBe(true)
    // In one step, for the lease is being renewed meanwhile.
    await rename(path, join(base, 'removed'))
    const secondRun = second.run('key', patient, secondTask.run)
    expect(await secondTask.begun).toBe(true)
    firstTask.end()
    await firstRun
    expect(await first.run('key', { waitMs: 100, holdMs: 1000 }, holds)).toBe(false)
    secondTask.end()
    await secondRun
    expect(await first.run('key', patient, holds)).toBe(true)
  })

  it.each([
    ['that was cut', (text: string) => text.slice(0, -10)],
    ['of which it can make nothing', () => encodeText(leaseName, { value: 'null', keepUntilMs: 0 })],
    ['that is no JSON inside', () => encodeText(leaseName, { value: '{', keepUntilMs: 0 })],
  ])('takes a lease %s for one that its holder must renew', async (_, damage) => {
    const path = await newFolder()
    await leaveDeadLease(path, 60_000)
    const [file = ''] = (await filesIn(path)).filter(name => name.endsWith('.1'))
    await writeFile(file, damage(await readFile(file, 'utf8')))
    expect(await fileLock({ path, leaseMs: 300 }).run('key', patient, holds)).toBe(true)
  })

  it('shows no key in its names and files', async () => {
    const path = await newFolder()
    await fileLock({ path }).run('canary-key', patient, holds)
    const files = await filesIn(path)
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(file + (await readFile(file, 'utf8'))).not.toContain('canary')
  })

  it('refuses a folder that others can use, and the task does not run', async () => {
    const path = await newFolder()
    await chmod(path, 0o777)
    let runs = 0
    const run = fileLock({ path }).run('key', patient, async () => runs++)
    const error = await run.catch(reason => reason)
    expect(AuthError.is(error) && error.code).toBe('store_failed')
    expect(runs).toBe(0)
  })

  it("rejects with the disk's error where no folder can be made, and the task does not run", async () => {
    const path = join(await newFolder(), 'x'.repeat(300))
    let runs = 0
    const run = fileLock({ path }).run('key', patient, async () => runs++)
    await expect(run).rejects.toThrow('ENAMETOOLONG')
    expect(runs).toBe(0)
  })

  it.each([0, 99, Number.NaN, 60_001])('refuses a lease of %d ms at once', leaseMs => {
    expect(() => fileLock({ leaseMs })).toThrow(expect.objectContaining({ code: 'configuration' }))
  })
})
