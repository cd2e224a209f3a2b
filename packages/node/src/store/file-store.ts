import { type Clock, type Stored, type StoredRecord, systemClock, type TokenStore } from '@looker-auth/core'
import { type QuietTimer, quietTimer } from '../time/quiet-timer.js'
import { decodeText, encodeText, sha256 } from './checked-text.js'
import { Disk } from './disk.js'
import { ensureFolder } from './private-folder.js'
import { refusal } from './refusal.js'
import { type StateFolder, stateFolder } from './state-folder.js'
import { Sweeper } from './sweep.js'
import { type ChainOptions, type Head, VersionChain } from './version-chain.js'

/** Where a {@link fileStore} keeps its records. */
export interface FileStoreOptions {
  /** A folder; `~/` is the home folder. Default: `looker-auth` in the user's folder for state. It is made, for its owner only, where it is missing. */
  readonly path?: string | undefined
  /** Says when a record has expired. Default: the platform's clock. */
  readonly clock?: Clock | undefined
}

const mostTries = 100

/**
 * A store in files, shared by the processes of one user on one machine. Folders have mode 0700 and files 0600; where a
 * looser mode, another owner or a symbolic link is found, each use rejects with AuthError `store_failed`, which names the
 * command that mends it. A file that is damaged, of another format or of another key counts as an unreadable record: the
 * session reports `record_set_aside`, signs in and writes over it. On a disk that does not answer within 2 s, each use rejects with
 * `store_failed` until the disk has answered.
 *
 * @throws AuthError `configuration` at once for an empty path.
 * @example
 * ```ts
 * import { createSession, fileLock, fileStore } from '@looker-auth/node'
 *
 * const looker = createSession({
 *   baseUrl: 'https://looker.example.com',
 *   clientId: 'id',
 *   clientSecret: 'secret',
 *   store: fileStore(), // one login for all processes of this user ...
 *   lock: fileLock(), // ... also when they start at the same moment
 * })
 * ```
 */
export function fileStore({ path, clock = systemClock() }: FileStoreOptions = {}): TokenStore {
  return folderStore({ folder: stateFolder(path), clock, diskTimer: quietTimer })
}

/** What a store is made of. */
export interface FolderStoreParts {
  readonly folder: StateFolder
  /** Says when a record has expired. */
  readonly clock: Clock
  /** Ends the wait for a disk that hangs. */
  readonly diskTimer: QuietTimer
}

/** {@link fileStore} with its folder and timers. */
export function folderStore({ folder, clock, diskTimer }: FolderStoreParts): TokenStore {
  // A disk may still be read when nothing can be written.
  const [reading, writing] = [new Disk(folder, diskTimer), new Disk(folder, diskTimer)]
  const sweeper = new Sweeper(clock)
  const options: ChainOptions = { durable: true, clock }

  const stored = (name: string, head: Head | undefined): Stored | undefined => {
    if (head === undefined) return undefined
    const content = decodeText(name, head.text)
    // No record is the empty text: sessions take it for an unreadable one.
    if (content === undefined)
      return { record: { value: '', keepUntilMs: clock.now() }, version: head.version }
    return content.keepUntilMs < clock.now() ? undefined : { record: content, version: head.version }
  }

  const commit = async (
    at: string,
    key: string,
    { value, keepUntilMs }: StoredRecord,
    expectedVersion: string | undefined,
  ): Promise<Stored> => {
    const name = recordName(key)
    const chain = new VersionChain(at, name, options)
    const text = encodeText(name, { value, keepUntilMs })
    for (let tries = 0; tries < mostTries; tries++) {
      await ensureFolder(at)
      const head = await chain.head()
      const now = stored(name, head)
      if (now !== undefined && now.version !== expectedVersion) return now
      const version = await chain.append(text, head?.version)
      if (version === undefined) continue
      await sweeper.run(at)
      return { record: { value, keepUntilMs }, version }
    }
    throw refusal(`${at} changed too often to be written to.`, 'Try again.')
  }

  return {
    load: key =>
      reading.use(async at => {
        // A folder that cannot be made is reported at the first use, before the lock is waited for.
        await ensureFolder(at)
        const name = recordName(key)
        return stored(name, await new VersionChain(at, name, options).head())
      }),
    commit: (key, record, expectedVersion) => writing.use(at => commit(at, key, record, expectedVersion)),
  }
}

function recordName(key: string): string {
  return `record.${sha256(JSON.stringify(key))}`
}
