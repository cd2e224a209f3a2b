import { mkdir } from 'node:fs/promises'
import { createSession, type SessionEvent, shareTokens, systemClock } from '@looker-auth/core'
import { simulatedClock } from '@looker-auth/core/testing'
import { createEmulator } from '@looker-auth/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fileLock, fileStore } from '../../src/index'
import { Disk } from '../../src/store/disk'
import { leaseLock } from '../../src/store/file-lock'
import { folderStore } from '../../src/store/file-store'
import { quietTimer } from '../../src/time/quiet-timer'
import { credentials } from './processes'
import { tempFolders } from './temp-folder'

const newFolder = tempFolders()
const bounds = { waitMs: 30_000, holdMs: 30_000 }

const turn = () => new Promise(resolve => setImmediate(resolve))

/** A disk that does not answer until `answer()` is called. */
function hangingDisk(path: string) {
  let answer: () => void = () => {}
  let asked = 0
  const hanging = new Promise<void>(resolve => {
    answer = resolve
  })
  const folder = async (): Promise<string> => {
    asked++
    await hanging
    return path
  }
  return { folder, answer: () => answer(), asked: () => asked }
}

const silent = { code: 'store_failed', message: expect.stringContaining('did not answer within 2000 ms') }

describe('a disk that hangs', () => {
  test('costs the file lock 2 s; its task does not run, so the session reports it and goes on without', async () => {
    const { folder, answer, asked } = hangingDisk(await newFolder())
    const { setTimer, advance, pendingTimers } = simulatedClock()
    const parts = { folder, leaseMs: 2500, clock: systemClock(), leaseTimer: quietTimer, diskTimer: setTimer }
    const lock = leaseLock(parts)
    const ran: boolean[] = []
    const task = async (held: boolean): Promise<void> => void ran.push(held)
    const first = lock.run('key', bounds, task).catch(error => error)
    while (pendingTimers() === 0) await turn()
    await advance(2000)
    expect(await first).toMatchObject(silent)
    await expect(lock.run('key', bounds, task)).rejects.toMatchObject(silent)
    expect([ran, asked()], 'no second call of the file system hangs beside the first').toEqual([[], 1])
    answer()
    while (ran.length === 0) {
      await turn()
      await lock.run('key', bounds, task).catch(() => {})
    }
    expect(ran).toEqual([true])
  })

  test('costs the file store 2 s; it asks for nothing more of that kind until the disk answered', async () => {
    const { folder, answer, asked } = hangingDisk(await newFolder())
    const { setTimer, advance, pendingTimers } = simulatedClock()
    const store = folderStore({ folder, clock: systemClock(), diskTimer: setTimer })
    const record = { value: 'x', keepUntilMs: Date.now() + 60_000 }
    const uses = [() => store.load('key'), () => store.commit('key', record, undefined)]
    const first = uses.map(use => use().catch(error => error))
    while (pendingTimers() < 2) await turn()
    await advance(2000)
    for (const failed of await Promise.all(first)) expect(failed).toMatchObject(silent)
    for (const use of uses) await expect(use()).rejects.toMatchObject(silent)
    expect(asked()).toBe(2)
    answer()
    let stored: unknown
    while (stored === undefined) {
      await turn()
      stored = await store.load('key').catch(() => undefined)
    }
    expect(stored).toMatchObject({ record })
  })

  test('is told from one that is slow: while other uses end, none is given up', async () => {
    const { setTimer, advance } = simulatedClock()
    const disk = new Disk(async () => 'folder', setTimer)
    let end: (value: string) => void = () => {}
    const slow = disk.use(
      () =>
        new Promise<string>(resolve => {
          end = resolve
        }),
    )
    for (let times = 0; times < 5; times++) {
      await advance(1500)
      expect(await disk.use(async folder => folder)).toBe('folder')
    }
    end('ended')
    expect(await slow).toBe('ended')
  })

  test.runIf(process.platform === 'linux')(
    'or cannot hold the folder costs the session one event, and no processor time afterwards',
    async () => {
      const path = '/proc/looker'
      const emulator = createEmulator()
      const failures: SessionEvent[] = []
      const looker = createSession({
        baseUrl: 'https://looker.test',
        credentials,
        sharing: shareTokens({ store: fileStore({ path }), lock: fileLock({ path }) }),
        fetch: async (input, init) => emulator.fetch(new Request(input, init)),
        onEvent: event => void (event.type === 'store_failure' && failures.push(event)),
      })
      onTestFinished(() => looker.close())
      expect((await looker.fetch('/user')).status).toBe(200)
      expect(failures.map(event => 'error' in event && String(event.error))).toEqual([
        expect.stringContaining('The folder /proc/looker cannot be made or entered (ENOENT).'),
      ])
      expect(emulator.stats.login).toBe(1)
    },
  )
})

test('a folder is made with those above it, each for its owner only', async () => {
  const base = await newFolder()
  await mkdir(`${base}/a`)
  const store = fileStore({ path: `${base}/a/b/c` })
  await store.commit('key', { value: 'x', keepUntilMs: Date.now() + 60_000 }, undefined)
  expect(await store.load('key')).toMatchObject({ record: { value: 'x' } })
})
