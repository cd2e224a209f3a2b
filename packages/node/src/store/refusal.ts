import type { Stats } from 'node:fs'
import { AuthError } from '@looker-auth/core'

/** Why a folder or file is not used: others could read the tokens in it, or put some there. */
export function refusal(what: string, hint: string): AuthError {
  return new AuthError('store_failed', { message: what, hint, retryable: false })
}

/** For a disk that hangs, such as a network disk whose server is gone. */
export function diskSilent(boundMs: number): AuthError {
  return new AuthError('store_failed', {
    message: `The disk of the store or lock did not answer within ${boundMs} ms.`,
    hint: 'Check the disk (a network disk hangs while its server is gone), or give the path of a folder on a local disk.',
  })
}

/**
 * Refuses what others than its owner, us, may enter, read or write. Windows has no such modes: there the folder's place
 * below the user's profile protects it.
 *
 * @param folder The folder of the store or lock, for all of which the command is.
 * @throws AuthError `store_failed` with the command that mends it.
 */
export function refuseUnlessPrivate(path: string, { mode, uid }: Stats, folder: string): void {
  const ownId = process.geteuid?.()
  if (ownId === undefined) return
  if (uid !== ownId) {
    throw refusal(
      `${path} belongs to another user (${uid}; this process runs as ${ownId}).`,
      `Give another path, or run: chown -R ${ownId} ${quoted(folder)}`,
    )
  }
  if ((mode & 0o077) !== 0) {
    const shown = (mode & 0o777).toString(8)
    throw refusal(
      `${path} may be used by others too (mode ${shown}), and it is for access tokens.`,
      `Run: chmod -R go= ${quoted(folder)}`,
    )
  }
}

/** For a command in a shell. */
export function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`
}
