import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeRecord, type RecordDescription, type Stored, type TokenStore } from '@looker-auth/node'
import type { Tokens } from '../connection/tokens.js'
import type { StoredConnection } from './stored-connection.js'

/** A record's key, and where its token is from. */
export interface Note {
  readonly key: string
  readonly connection: StoredConnection
}

/**
 * A store that notes, beside each record that it meets, where the token is from: a record itself says neither instance
 * nor application, and its key is a hash. `looker-auth status` and `logout --all` read the notes.
 *
 * @param onRecord Gets each record that it meets.
 */
export function notingStore(
  { store, folder }: Tokens,
  describe: () => StoredConnection,
  onRecord: (record: RecordDescription) => void = () => {},
): TokenStore {
  const noted = new Set<string>()
  const note = async (key: string, stored: Stored | undefined): Promise<void> => {
    const record = stored && describeRecord(stored.record.value)
    if (record !== undefined) onRecord(record)
    if (stored === undefined || noted.has(key)) return
    noted.add(key)
    await writeNote(folder, { key, connection: describe() }).catch(() => {})
  }
  return {
    ...store,
    async load(key) {
      const stored = await store.load(key)
      await note(key, stored)
      return stored
    },
    async commit(key, next, expectedVersion) {
      const stored = await store.commit(key, next, expectedVersion)
      await note(key, stored)
      return stored
    },
  }
}

/** The notes beside a store; those that cannot be read are left out. */
export async function readNotes(folder: string): Promise<readonly Note[]> {
  const names = await readdir(notesOf(folder)).catch(() => [])
  const notes = await Promise.all(
    names.filter(name => name.endsWith('.json')).map(name => read(folder, name)),
  )
  return notes.filter(note => note !== undefined)
}

/** Removes the notes of records that are gone. */
export async function removeNote(folder: string, key: string): Promise<void> {
  const { rm } = await import('node:fs/promises')
  await rm(join(notesOf(folder), nameOf(key)), { force: true })
}

async function writeNote(folder: string, note: Note): Promise<void> {
  const file = join(notesOf(folder), nameOf(note.key))
  // One that is damaged is written again.
  if ((await read(folder, nameOf(note.key))) !== undefined) return
  await mkdir(notesOf(folder), { recursive: true, mode: 0o700 })
  const { default: writeFileAtomic } = await import('write-file-atomic')
  await writeFileAtomic(file, `${JSON.stringify(note)}\n`, { mode: 0o600 })
}

async function read(folder: string, name: string): Promise<Note | undefined> {
  try {
    const note = JSON.parse(await readFile(join(notesOf(folder), name), 'utf8')) as Partial<Note>
    const texts = [note.key, note.connection?.baseUrl, note.connection?.clientId]
    return texts.every(text => typeof text === 'string') ? (note as Note) : undefined
  } catch {
    return undefined
  }
}

function notesOf(folder: string): string {
  return join(folder, 'notes')
}

function nameOf(key: string): string {
  return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`
}
