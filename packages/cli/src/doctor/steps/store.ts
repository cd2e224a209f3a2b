import { constants } from 'node:fs'
import { access, lstat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { fileStore, fileStorePath } from '@looker-auth/node'
import { storedSignIns } from '../../stored/stored-sign-ins.js'
import { type Finding, ok, type Step } from '../step.js'

/** No record has this key: it is read to let the store check its folder. */
const probe = 'looker-auth doctor'

export const storeStep: Step = {
  name: 'store',
  title: 'Store',
  async run({ connection }) {
    const folder = await fileStorePath()
    const stats = await lstat(folder).catch((error: NodeJS.ErrnoException) => error)
    if (stats instanceof Error && stats.code !== 'ENOENT') return unreachable(folder, stats.code)
    if (stats instanceof Error) return withKeychain(await notMadeYet(folder), connection.keychain)
    // Rejects with the command that fixes the folder.
    await fileStore({ path: folder }).load(probe)
    const mode = process.platform === 'win32' ? [] : [`mode ${(stats.mode & 0o777).toString(8)}`]
    if (!(await isWritable(folder))) return unwritable(folder, mode)
    const about = [...mode, `owner ${userInfo().username}`, 'writable'].join(', ')
    const lines = [`${folder} (${about}).`, ...(await countLines())]
    return withKeychain(ok(...lines), connection.keychain)
  },
}

async function notMadeYet(folder: string): Promise<Finding> {
  const parent = await nearest(dirname(folder))
  if (await isWritable(parent)) return ok(`${folder} is not there yet. The first sign-in makes it.`)
  return {
    status: 'failed',
    lines: [`${folder} is not there, and cannot be made: ${parent} is not writable.`],
    next: `Run: chmod u+rwx ${quoted(parent)}, or set XDG_STATE_HOME to a folder that you may write to.`,
    code: 'store_failed',
  }
}

async function withKeychain(finding: Finding, isUsed: boolean): Promise<Finding> {
  if (!isUsed || finding.status === 'failed') return finding
  const { hasKeychainKey } = await import('../../keychain/keychain.js')
  const has = await hasKeychainKey()
  const line = has
    ? "The keychain gives the key of the store's encrypted part."
    : 'The keychain works. The first sign-in puts a key there.'
  return ok(...finding.lines, line)
}

/** As where HOME is no folder. */
function unreachable(folder: string, code: string | undefined): Finding {
  return {
    status: 'failed',
    lines: [`${folder} cannot be reached (${code}).`],
    next: 'Set HOME, or XDG_STATE_HOME, to a folder that you may write to.',
    code: 'store_failed',
  }
}

function unwritable(folder: string, mode: readonly string[]): Finding {
  return {
    status: 'failed',
    lines: [`${folder} is not writable (${mode.join('')}).`],
    next: `Run: chmod u+rwx ${quoted(folder)}`,
    code: 'store_failed',
  }
}

async function countLines(): Promise<readonly string[]> {
  const { signIns, locked } = await storedSignIns()
  const count =
    signIns.length === 1 ? '1 sign-in is stored.' : `${signIns.length || 'No'} sign-ins are stored.`
  return [
    signIns.length === 0 ? 'No sign-in is stored.' : count,
    ...(locked === 0 ? [] : [`${locked} more, encrypted: the keychain does not give the key.`]),
  ]
}

async function nearest(folder: string): Promise<string> {
  const isThere = await access(folder).then(
    () => true,
    error => error.code !== 'ENOENT',
  )
  return isThere || dirname(folder) === folder ? folder : nearest(dirname(folder))
}

function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** For a shell. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`
}
