import type { WebCryptoKey } from '@looker-auth/core'
import type { Connection } from './database.js'

const name = 'records'
const algorithm = { name: 'AES-GCM', length: 256 }

/**
 * The key under which this database's records are encrypted, made at the first use. It cannot be exported, and it is put there in one
 * transaction, so that tabs which make one at the same moment agree.
 */
export async function recordKey(connection: Connection): Promise<WebCryptoKey> {
  const found = await connection.get('keys', name)
  if (isUsable(found)) return found
  // Before the transaction, which would end while it waits for something else.
  const own = await crypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt'])
  const { store, done } = connection.transaction('keys', 'readwrite')
  done.catch(() => {})
  const stands = await store.get(name)
  const agreed = isUsable(stands) ? stands : own
  if (agreed === own) await store.put(own, name)
  await done
  return agreed
}

function isUsable(key: unknown): key is WebCryptoKey {
  if (!(key instanceof CryptoKey)) return false
  const { name, length } = key.algorithm as { name: string; length?: number }
  const fits = name === algorithm.name && length === algorithm.length && !key.extractable
  return fits && key.usages.includes('encrypt') && key.usages.includes('decrypt')
}
