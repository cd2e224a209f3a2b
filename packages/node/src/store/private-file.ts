import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { failedWith, unlessMissing } from './fs-error.js'
import { refusal, refuseUnlessPrivate } from './refusal.js'

/** No file of ours comes near this; a larger one is not read into memory. */
const mostBytes = 16 * 1024 * 1024

/**
 * The text of a file of ours; undefined when it is not there.
 *
 * @param folder The folder of the store or lock that it belongs to.
 * @throws AuthError `store_failed` for a file that is not ours alone.
 */
export async function readPrivateFile(path: string, folder: string): Promise<string | undefined> {
  const handle = await openForReading(path)
  if (handle === undefined) return undefined
  try {
    const stats = await handle.stat()
    refuseUnlessPrivate(path, stats, folder)
    return stats.isFile() && stats.size <= mostBytes ? await handle.readFile('utf8') : ''
  } finally {
    await handle.close()
  }
}

/** Writes a new file for its owner only. @param durable Whether it must outlast a power failure. */
export async function writePrivateFile(path: string, text: string, durable: boolean): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    if (durable) await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Follows no symbolic link, and does not wait for the other end of a pipe. Windows has neither flag. */
const readOnly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

async function openForReading(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, readOnly).catch(unlessMissing)
  } catch (error) {
    if (!failedWith(error, 'ELOOP')) throw error
    throw refusal(`${path} is a symbolic link.`, 'Remove it.')
  }
}
