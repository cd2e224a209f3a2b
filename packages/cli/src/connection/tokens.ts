import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  encryptedStore,
  fileLock,
  fileStore,
  fileStorePath,
  type Lock,
  type TokenStore,
} from '@looker-auth/node'

/** Where tokens are kept. */
export interface Tokens {
  readonly store: TokenStore
  readonly lock: Lock
  /** The folder of the files. */
  readonly folder: string
}

/** The file store that all programs of this user share; or one of its own, encrypted with a key from the keychain. */
export async function openTokens(keychain: boolean): Promise<Tokens> {
  const plain = await fileStorePath()
  if (!keychain) return { store: fileStore(), lock: fileLock(), folder: plain }
  const folder = join(plain, 'keychain')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const lock = fileLock({ path: folder })
  const { keychainKey } = await import('../keychain/keychain.js')
  const key = await keychainKey(lock)
  const store = encryptedStore(fileStore({ path: folder }), { current: { id: 'keychain', key } })
  return { store, lock, folder }
}
