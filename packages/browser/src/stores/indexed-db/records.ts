import type { Clock, Random, Stored, StoredRecord } from '@looker-auth/core'
import { newVersion } from '../new-version.js'
import type { Connection } from './database.js'

interface Row extends StoredRecord {
  readonly key: string
  readonly version: string
}

/** The version of every row that is not ours. A commit over it replaces the row, whatever it is. */
const foreignVersion = 'foreign'

/** Expired rows taken away in one go. */
const mostAtOnce = 100

/** What is stored under the key. */
export async function loadRecord(
  connection: Connection,
  key: string,
  clock: Clock,
): Promise<Stored | undefined> {
  return storedIn(await connection.get('records', key), clock)
}

/** Compares and sets in one transaction. Answers what is stored then, and whether that is `next`. */
export async function commitRecord(
  connection: Connection,
  key: string,
  { value, keepUntilMs }: StoredRecord,
  expectedVersion: string | undefined,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<{ won: boolean; now: Stored }> {
  const version = newVersion(random)
  const { store, done } = connection.transaction('records', 'readwrite')
  // It rejects beside what is awaited before it.
  done.catch(() => {})
  const stands = storedIn(await store.get(key), clock)
  const won = stands === undefined || stands.version === expectedVersion
  if (won) await store.put({ key, value, keepUntilMs, version } satisfies Row)
  await done
  return { won, now: won ? { record: { value, keepUntilMs }, version } : stands }
}

/** Takes away some of the rows that expired. */
export async function sweepRecords(connection: Connection, clock: Clock): Promise<void> {
  const { store, done } = connection.transaction('records', 'readwrite')
  done.catch(() => {})
  let cursor = await store.index('keepUntilMs').openCursor()
  for (let left = mostAtOnce; left > 0 && cursor !== null && cursor.key < clock.now(); left--) {
    await cursor.delete()
    cursor = await cursor.continue()
  }
  await done
}

function storedIn(row: unknown, clock: Clock): Stored | undefined {
  if (row === undefined) return undefined
  // No record is the empty text: sessions take it for an unreadable one.
  if (!isRow(row)) return { record: { value: '', keepUntilMs: clock.now() }, version: foreignVersion }
  const { value, keepUntilMs, version } = row
  return keepUntilMs < clock.now() ? undefined : { record: { value, keepUntilMs }, version }
}

function isRow(row: unknown): row is Row {
  const { value, keepUntilMs, version } = (row ?? {}) as Readonly<Record<string, unknown>>
  return typeof value === 'string' && typeof version === 'string' && Number.isFinite(keepUntilMs)
}
