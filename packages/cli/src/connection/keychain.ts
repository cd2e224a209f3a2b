import { randomBytes } from 'node:crypto'
import { AuthError, type Lock } from '@looker-auth/node'

const service = 'looker-auth'

/**
 * The key with which stored tokens are encrypted: 32 bytes, from the keychain of the system; made there at its first use.
 *
 * @param lock Of several processes that find no key, one makes it.
 * @throws AuthError `configuration` where there is no keychain, or it is locked.
 */
export async function keychainKey(lock: Lock): Promise<Uint8Array> {
  const kept = (await readEntry(keyName)) ?? (await lock.run(keyName, bounds, makeKey))
  return Buffer.from(kept, 'base64')
}

const keyName = 'token-store'
const bounds = { waitMs: 10_000, holdMs: 10_000 }

async function makeKey(): Promise<string> {
  const kept = await readEntry(keyName)
  if (kept !== undefined) return kept
  const made = randomBytes(32).toString('base64')
  await writeEntry(keyName, made)
  return made
}

/**
 * Whether the keychain has the key of the store. It makes none.
 *
 * @throws AuthError `configuration` where there is no keychain, or it is locked.
 */
export async function hasKeychainKey(): Promise<boolean> {
  return (await readEntry(keyName)) !== undefined
}

/** The secret that the keychain keeps for a profile. */
export async function readSecretOf(profile: string): Promise<string | undefined> {
  return readEntry(`profile ${profile}`)
}

/** Keeps the secret of a profile in the keychain. */
export async function keepSecretOf(profile: string, secret: string): Promise<void> {
  await writeEntry(`profile ${profile}`, secret)
}

/** Forgets the secret of a profile. */
export async function forgetSecretOf(profile: string): Promise<void> {
  const entry = await entryOf(`profile ${profile}`)
  await guarded(() => entry.deletePassword())
}

async function readEntry(name: string): Promise<string | undefined> {
  const entry = await entryOf(name)
  return guarded(async () => (await entry.getPassword()) ?? undefined)
}

async function writeEntry(name: string, value: string): Promise<void> {
  const entry = await entryOf(name)
  await guarded(() => entry.setPassword(value))
}

async function entryOf(name: string) {
  const { AsyncEntry } = await import('@napi-rs/keyring').catch((cause: unknown) => {
    throw new AuthError('configuration', {
      message:
        'The keychain cannot be used: the package @napi-rs/keyring is not installed for this platform.',
      hint: 'Install it beside this command (npm install -g looker-auth @napi-rs/keyring), or leave --keychain out.',
      cause,
    })
  })
  // Without this, Linux falls back to the kernel's keyring, which forgets the key at the next start.
  return guarded(async () => new AsyncEntry(service, name, { linux: { store: 'secret-service' as never } }))
}

/** A keychain that asks the user to unlock it may take this long, in milliseconds. */
const longestMs = 60_000

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const bound = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), longestMs)
  })
  try {
    return await Promise.race([work(), bound])
  } catch (cause) {
    throw new AuthError('configuration', {
      message: 'The keychain of the system did not answer, or is locked.',
      hint: 'Unlock it (on Linux: start and unlock gnome-keyring or KWallet), or leave --keychain out: tokens are then in files of mode 0600.',
      cause,
    })
  } finally {
    clearTimeout(timer)
  }
}
