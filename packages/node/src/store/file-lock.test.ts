import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AuthError, type Clock, systemClock } from '@looker-auth/core'
import { lockContract } from '@looker-auth/core/testing'
import { describe, expect, it, test } from 'vitest'
import { filesIn, tempFolders } from '../../test/store/temp-folder.js'
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

/** Leaves a lease behind as a crashed holder does: nobody renews it. */
async function leaveDeadLease(path: string, leaseMs: number): Promise<VersionChain> {
  const name = `lock.${sha256(JSON.stringify('key'))}`
  const chain = new VersionChain(path, name, { durable: false, clock: systemClock() })
  const value = JSON.stringify({ held: true, leaseMs })
  await chain.append(encodeText(name, { value, keepUntilMs: 0 }), (await chain.head())?.version)
  return chain
}

describe('the file lock', () => {
  it('follows a dead lease when it was not renewed for as long as it says, by exactly one', async () => {
    const path = await newFolder()
    await leaveDeadLease(path, 200)
    let holders = 0
    const tasks = [...Array(8).keys()].map(() =>
      fileLock({ path, leaseMs: 60_000 }).run('key', { waitMs: 3000, holdMs: 30_000 }, async held => {
        if (held) holders++
        await new Promise(resolve => setTimeout(resolve, held ? 3500 : 0))
      }),
    )
    await Promise.all(tasks)
    expect(holders).toBe(1)
  })

  it('does not follow a lease that is renewed, however short it is', async () => {
    const path = await newFolder()
    let end = () => {}
    const open = new Promise<void>(resolve => {
      end = resolve
    })
    const first = fileLock({ path, leaseMs: 500 }).run('key', patient, () => open)
    const other = fileLock({ path, leaseMs: 500 })
    expect(await other.run('key', { waitMs: 1500, holdMs: 1000 }, holds)).toBe(false)
    end()
    await first
    expect(await other.run('key', patient, holds)).toBe(true)
  })

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
    const sleeper = leaseLock({ folder: async () => path, leaseMs: 60_000, clock })
    const abort = new AbortController()
    const waiting = sleeper.run('key', { waitMs: 10 ** 12, holdMs: 1000, signal: abort.signal }, holds)
    const answer = waiting.catch(reason => reason)
    await new Promise(resolve => setTimeout(resolve, 500))
    abort.abort('not taken')
    expect(await answer).toBe('not taken')
  })

  it('goes on when its folder is removed: others get it, and the late end of the first takes nothing away', async () => {
    const path = join(await newFolder(), 'locks')
    const [first, second] = [fileLock({ path }), fileLock({ path })]
    let endFirst = () => {}
    let endSecond = () => {}
    const firstRun = first.run('key', patient, () => new Promise<void>(resolve => (endFirst = resolve)))
    await expect.poll(() => filesIn(path).catch(() => [])).not.toEqual([])
    await rm(path, { recursive: true })
    let held: boolean | undefined
    const secondRun = second.run('key', patient, of => {
      held = of
      return new Promise<void>(resolve => (endSecond = resolve))
    })
    await expect.poll(() => held).toBe(true)
    endFirst()
    await firstRun
    expect(await first.run('key', { waitMs: 100, holdMs: 1000 }, holds)).toBe(false)
    endSecond()
    await secondRun
    expect(await first.run('key', patient, holds)).toBe(true)
  })

  it('takes a damaged lease for one that its holder must renew', async () => {
    const path = await newFolder()
    await leaveDeadLease(path, 60_000)
    const [file = ''] = (await filesIn(path)).filter(name => name.endsWith('.1'))
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, -10))
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

  it('lets the task run without it where no folder can be made', async () => {
    const path = join(await newFolder(), 'x'.repeat(300))
    expect(await fileLock({ path }).run('key', patient, holds)).toBe(false)
  })

  it.each([0, 99, Number.NaN, 60_001])('refuses a lease of %d ms at once', leaseMs => {
    expect(() => fileLock({ leaseMs })).toThrow(expect.objectContaining({ code: 'configuration' }))
  })
})
