import { randomBytes } from 'node:crypto'
import { AuthError, type Lock } from '@looker-auth/node'
import { askKeychain } from './ask-keychain.js'

const keyName = 'token-store'
const keyBytes = 32

/** The lock outlives a keychain that asks the user to unlock it. */
const bounds = { waitMs: 150_000, holdMs: 150_000 }

/**
 * The key with which stored tokens are encrypted, from the keychain of the system; made there at its first use.
 *
 * @param lock Of several processes that find no key, one makes it.
 * @throws AuthError `configuration` where there is no keychain, or it is locked.
 */
export async function keychainKey(lock: Lock): Promise<Uint8Array> {
  const kept = (await readKey()) ?? (await lock.run(keyName, bounds, makeKey))
  const key = Buffer.from(kept, 'base64')
  if (key.length === keyBytes) return key
  throw new AuthError('configuration', {
    message: 'The key of looker-auth in the keychain is damaged.',
    hint: `Remove the entry ${keyName} of looker-auth from the keychain, and sign in again.`,
  })
}

async function makeKey(): Promise<string> {
  const kept = await readKey()
  if (kept !== undefined) return kept
  const made = randomBytes(keyBytes).toString('base64')
  await askKeychain({ action: 'write', name: keyName, value: made })
  return made
}

function readKey(): Promise<string | undefined> {
  return askKeychain({ action: 'read', name: keyName })
}

/**
 * Whether the keychain has the key of the store. It makes none.
 *
 * @throws AuthError `configuration` where there is no keychain, or it is locked.
 */
export async function hasKeychainKey(): Promise<boolean> {
  return (await readKey()) !== undefined
}

/** An API key of an instance: its secret goes to no other one. */
export interface KeyOfInstance {
  readonly baseUrl: string
  readonly clientId: string
}

/** The secret that the keychain keeps for an API key. */
export function readSecretOf(key: KeyOfInstance): Promise<string | undefined> {
  return askKeychain({ action: 'read', name: entryOf(key) })
}

/** Keeps the secret of an API key in the keychain. */
export async function keepSecretOf(key: KeyOfInstance, secret: string): Promise<void> {
  await askKeychain({ action: 'write', name: entryOf(key), value: secret })
}

/** Forgets the secret of an API key. */
export async function forgetSecretOf(key: KeyOfInstance): Promise<void> {
  await askKeychain({ action: 'remove', name: entryOf(key) })
}

/** The name of the secret in the keychain. */
export function entryOf({ baseUrl, clientId }: KeyOfInstance): string {
  return `client_secret of ${clientId} at ${baseUrl}`
}
