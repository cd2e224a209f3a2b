import { lstat, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AuthError } from '@looker-auth/core'
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
  try {
    if (await checkFolder(path)) return
    await makeFolders(path)
  } catch (error) {
    throw notMade(path, error)
  }
  await checkFolder(path)
}

/**
 * Makes the folder and those above it. Node's own `recursive` never ends where a file system answers that a folder is missing although
 * the one above it is there, as /proc does.
 */
async function makeFolders(path: string): Promise<void> {
  const made = await mkdir(path, { mode: 0o700 }).then(
    () => true,
    error => {
      if (failedWith(error, 'EEXIST')) return true
      if (failedWith(error, 'ENOENT') && dirname(path) !== path) return false
      throw error
    },
  )
  if (made) return
  await makeFolders(dirname(path))
  await mkdir(path, { mode: 0o700 }).catch(error => {
    if (!failedWith(error, 'EEXIST')) throw error
  })
}

function notMade(path: string, error: unknown): unknown {
  const refused = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS'].find(code => failedWith(error, code))
  if (refused === undefined) return error
  return new AuthError('store_failed', {
    message: `The folder ${path} cannot be made or entered (${refused}).`,
    hint: 'Give the path of a folder that this process may make, or make it for this user only (mode 0700).',
    retryable: false,
    cause: error,
  })
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
