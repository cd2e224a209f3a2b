import { describe, expect, test } from 'vitest'
import { ownMounts } from './mounts'
import { credentials, type Message, processes } from './processes'
import { tempFolders } from './temp-folder'

const newFolder = tempFolders()
const { emulator, start, workerCommand } = processes()
const mounts = ownMounts()

const smallDisk = 'mount -t tmpfs -o size=64k,mode=700 tmpfs "$1"; shift; exec "$@"'
const readOnly = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; shift; exec "$@"'

/** What a session on such a disk says, and how many logins it cost. */
async function onDisk(script: string, more: Message = {}) {
  const { baseUrl, stats } = await emulator()
  const path = await newFolder()
  const command = workerCommand('disk-worker.mjs', { baseUrl, path, credentials, ...more })
  const said = await start(mounts?.(script, path, ...command) ?? []).next()
  const { ids, said: events, ownLogout, afterwards } = said
  const failures = (events as Message[]).filter(({ type }) => type === 'store_failure')
  const setAside = (events as Message[]).filter(({ type }) => type === 'record_set_aside')
  return { ids, failures, setAside, ownLogout, afterwards, logins: (await stats()).login }
}

if (mounts === undefined) {
  console.warn('Skipped: disks that are full or read-only, for nothing can be mounted here.')
}

test.runIf(process.env.CI)('CI tests disks that are full or read-only', () => {
  expect(mounts, 'a way to mount: root, user namespaces or sudo').toBeDefined()
})

describe.skipIf(mounts === undefined)('a session whose store is on a disk', () => {
  const failure = (operation: string, code: string) => ({ type: 'store_failure', operation, code })

  // @promise never-an-exception-of-a-store
  test('that is full signs in, goes on from memory and says so; with room again it shares its token', async () => {
    const { ids, logins, failures, ownLogout, afterwards } = await onDisk(smallDisk, { fill: 'before' })
    expect(ids).toEqual(['1', '1', '1', '1'])
    expect(failures).toEqual([failure('lock', 'ENOSPC'), failure('commit', 'ENOSPC')])
    expect(ownLogout).toBe('store_failed, ENOSPC')
    expect(afterwards).toEqual([{ type: 'granted' }, { type: 'granted' }])
    expect(logins, 'one before, one after').toBe(2)
  })

  test('that fills up after its sign-in still adopts what is stored, and tells who cannot sign out', async () => {
    const { ids, logins, failures, setAside, ownLogout } = await onDisk(smallDisk, { fill: 'after' })
    expect(ids).toEqual(['1', '1', '1', '1'])
    expect(ownLogout).toBe('store_failed, ENOSPC')
    expect([...failures, ...setAside]).toEqual([])
    expect(logins).toBeLessThanOrEqual(2)
  })

  // @promise never-an-exception-of-a-store
  test('that is read-only signs in, goes on from memory and says so', async () => {
    const { ids, logins, failures, ownLogout } = await onDisk(readOnly)
    expect(ids).toEqual(['1', '1'])
    expect(failures).toEqual([failure('lock', 'EROFS'), failure('commit', 'EROFS')])
    expect(ownLogout).toBe('store_failed, EROFS')
    expect(logins).toBe(1)
  })
})
