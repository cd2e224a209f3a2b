import { lstat, mkdir, open } from 'node:fs/promises'
import { failedWith, unlessMissing } from './fs-error.js'
import { refusal, refuseUnlessPrivate } from './refusal.js'

/**
 * Whether the folder is there. One that is not ours alone is refused.
 *
 * @throws AuthError `store_failed` with what mends it.
 */
export async function checkFolder(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(unlessMissing)
  if (stats === undefined) return false
  if (stats.isSymbolicLink()) {
    throw refusal(`${path} is a symbolic link, which others may turn.`, 'Give the path that it leads to.')
  }
  if (!stats.isDirectory()) throw refusal(`${path} is not a folder.`, 'Give the path of a folder.')
  refuseUnlessPrivate(path, stats, path)
  return true
}

/** Makes the folder, for its owner only, unless it is there. Then as {@link checkFolder}. */
export async function ensureFolder(path: string): Promise<void> {
  if (await checkFolder(path)) return
  await mkdir(path, { recursive: true, mode: 0o700 })
  await checkFolder(path)
}

/** Makes what was done in the folder outlast a power failure, where the platform can. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    // Windows opens no folders, some file systems sync none, and another process may have removed it.
    if (!failedWith(error, 'EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOENT')) throw error
  }
}
