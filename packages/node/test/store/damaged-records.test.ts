import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSession, type Fetch, type SessionEvent, shareTokens } from '@looker-auth/core'
import { createEmulator } from '@looker-auth/emulator'
import { describe, expect, it } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { encryptedStore, fileLock, fileStore } from '../../src/index'
import { credentials } from './processes'
import { filesIn, tempFolders } from './temp-folder'

const newFolder = tempFolders()
const emulator = createEmulator()
const fetch: Fetch = async (input, init) => emulator.fetch(new Request(input, init))

/** One process's work: a session, one call. Answers what was said, and how many logins it cost. */
async function visit(store: ReturnType<typeof fileStore>, path: string) {
  const events: SessionEvent[] = []
  const before = emulator.stats.login
  const looker = createSession({
    ...{ baseUrl: 'https://looker.test', credentials, fetch },
    sharing: shareTokens({ store, lock: fileLock({ path }) }),
    onEvent: event => events.push(event),
  })
  const me = (await (await looker.fetch('/user')).json()) as { id: unknown }
  await looker.close()
  const setAside = events.flatMap(event => (event.type === 'record_set_aside' ? event.reason : []))
  return { id: me.id, logins: emulator.stats.login - before, setAside }
}

const unharmed = { id: '1', logins: 0, setAside: [] }
const costsALogin = (reason: string, times = 2) => ({
  id: '1',
  logins: 1,
  setAside: Array(times).fill(reason),
})

/** The file of the one record below the folder. */
async function recordFile(path: string): Promise<string> {
  const files = (await filesIn(path)).filter(
    name => name.includes('record.') && !name.includes('generation.'),
  )
  expect(files).toHaveLength(1)
  return files[0] ?? ''
}

/** Puts another body into a record's file, with the right checksum: what another version of us could write. */
async function rewrite(file: string, change: (body: string) => string, format = 1): Promise<void> {
  const [, body = ''] = (await readFile(file, 'utf8')).split('\n')
  const changed = `${change(body)}\n`
  const checksum = createHash('sha256').update(changed).digest('hex')
  await writeFile(file, `looker-auth-file ${format} ${checksum}\n${changed}`)
}

const step = extent('bytesBetweenDamage')

describe('a record that', () => {
  // @promise damaged-file-costs-a-login
  it('was cut at any byte costs a login and an event, and then it is whole again', {
    timeout: boundMs(120_000),
  }, async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    await visit(store, path)
    // Each visit writes a record of its own, and not all are of one length.
    for (let cutTo = 0; ; cutTo += step) {
      const file = await recordFile(path)
      const { length } = await readFile(file)
      expect(length).toBeGreaterThan(300)
      if (cutTo >= length) break
      await truncate(file, cutTo)
      expect(await visit(store, path), `cut to ${cutTo} bytes`).toEqual(costsALogin('unreadable'))
    }
    expect(await visit(store, path)).toEqual(unharmed)
  })

  it('has any byte changed costs a login and an event', async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    await visit(store, path)
    for (let index = 0; index < 700; index += step) {
      const file = await recordFile(path)
      const bytes = await readFile(file)
      const at = index % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ 1
      await writeFile(file, bytes)
      expect(await visit(store, path), `byte ${at}`).toEqual(costsALogin('unreadable'))
    }
  })

  it("has a later format, of the file or of the session's record, costs a login and an event", async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    await visit(store, path)
    await rewrite(await recordFile(path), body => body, 2)
    expect(await visit(store, path)).toEqual(costsALogin('unreadable'))
    await rewrite(await recordFile(path), body => body.replace('{\\"v\\":2', '{\\"v\\":3'))
    expect(await visit(store, path)).toEqual(costsALogin('future_version'))
    expect(await visit(store, path)).toEqual(unharmed)
  })

  it('has the right checksum, but is not what we write, costs a login and an event', async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    await visit(store, path)
    for (const body of ['not JSON', 'null', '[]', '{}', '"text"']) {
      await rewrite(await recordFile(path), () => body)
      expect(await visit(store, path), body).toEqual(costsALogin('unreadable'))
    }
    expect(await visit(store, path)).toEqual(unharmed)
  })

  it('was of another user or under another key costs a login and an event', async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    await visit(store, path)
    await rewrite(await recordFile(path), body =>
      body.replace('\\"kind\\"', '\\"subject\\":\\"789\\",\\"kind\\"'),
    )
    expect(await visit(store, path)).toEqual(costsALogin('identity_changed'))

    const [own = ''] = (await readdir(path)).filter(name => name.startsWith('record.'))
    await store.commit('another key', { value: 'x', keepUntilMs: Date.now() + 60_000 }, undefined)
    const other = (await readdir(path)).find(name => name.startsWith('record.') && name !== own) ?? ''
    await rm(join(path, own), { recursive: true })
    await rename(join(path, other), join(path, own))
    expect(await visit(store, path)).toEqual(costsALogin('unreadable'))
    expect(await visit(store, path)).toEqual(unharmed)
  })

  // @promise never-an-exception-of-a-store
  it('was encrypted with a key that is not given costs a login and an event; a known old key costs none', async () => {
    const path = await newFolder()
    const [first, second] = [1, 2].map(fill => ({ id: `key-${fill}`, key: new Uint8Array(32).fill(fill) }))
    if (first === undefined || second === undefined) throw new Error('unreachable')
    const store = (current: typeof first, previous: (typeof first)[] = []) =>
      encryptedStore(fileStore({ path }), { current, previous })
    expect((await visit(store(first), path)).logins).toBe(1)
    expect(await visit(store(second, [first]), path)).toEqual(unharmed)
    expect(await visit(store(second), path)).toEqual(costsALogin('unreadable'))
    expect(await visit(store(second), path)).toEqual(unharmed)
    expect(await visit(fileStore({ path }), path)).toEqual(costsALogin('unreadable'))
  })
})
