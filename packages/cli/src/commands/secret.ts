import { UsageError } from '../failures/usage-error.js'
import type { KeyOfInstance } from '../keychain/keychain.js'
import type { Profile } from '../profiles/profile.js'
import type { Io } from '../terminal/io.js'
import { askSecret, type Question, readSecret } from '../terminal/prompt.js'

/** Where a secret is from, and whether it is kept. */
export interface SecretFlags {
  readonly saveSecret?: boolean
  readonly secretStdin?: boolean
}

/** The secret of an API key, from stdin or from the user at the terminal. */
export async function secretOf({ secretStdin }: SecretFlags, clientId: string, io: Io): Promise<string> {
  const secret = secretStdin ? await readSecret(io) : await askSecret(io, questionOf(clientId))
  if (secret !== '') return secret
  throw new UsageError('The secret is empty.', 'Give the client_secret of the API key.')
}

function questionOf(clientId: string): Question {
  return {
    message: `The client_secret of ${clientId}:`,
    hint: 'Set LOOKERSDK_CLIENT_SECRET, or write the secret to stdin and give --secret-stdin.',
  }
}

/** What the profile says of a secret that is kept: in the keychain, or in the profile itself. */
export async function keptSecret(
  key: KeyOfInstance,
  clientSecret: string,
  keychain: boolean,
): Promise<Pick<Profile, 'clientSecret' | 'keychain'>> {
  if (!keychain) return { clientSecret }
  const { keepSecretOf } = await import('../keychain/keychain.js')
  await keepSecretOf(key, clientSecret)
  return { keychain, clientSecret: undefined }
}
