import type { CredentialsSource } from '../api-auth/options.js'
import { AuthError } from '../errors/auth-error.js'
import { ReturnedSecrets } from '../errors/returned-secrets.js'
import { cleanCredentials } from '../protocol/credentials.js'
import type { Credentials } from '../protocol/wire.js'
import { within } from '../runtime/deadline.js'
import { sha256 } from '../runtime/sha256.js'
import type { Identity } from '../tokens/identity.js'
import { type AuthCalls, login } from '../transport/auth-calls.js'
import type { Attempt, Grant } from './grant.js'

/** Signs in with an API key. A provider is asked at each attempt; what it returns is not used again. */
export function apiKeyGrant(calls: AuthCalls, source: CredentialsSource, identity: Identity): Grant {
  const returned = new ReturnedSecrets()
  return {
    identity,
    open: async (signal): Promise<Attempt> => {
      const credentials = await readCredentials(source, returned, calls, signal)
      const { clientId, clientSecret } = credentials
      return {
        clientId,
        fingerprint: () => sha256(JSON.stringify([clientId, clientSecret])),
        obtain: signals => login(calls, credentials, signals),
      }
    },
  }
}

async function readCredentials(
  source: CredentialsSource,
  returned: ReturnedSecrets,
  calls: AuthCalls,
  signal: AbortSignal | undefined,
): Promise<Credentials> {
  const origin = typeof source === 'function' ? 'the credentials provider' : 'the option credentials'
  const credentials = cleanCredentials(await ask(source, returned, calls, signal), origin)
  const { clientId, clientSecret } = credentials
  for (const [name, value] of Object.entries({ clientId, clientSecret })) {
    if (typeof value === 'string' && value !== '') continue
    throw new AuthError('configuration', {
      message: `The credentials have no ${name}.`,
      hint: 'Give clientId and clientSecret of an API key (Looker: Admin, Users, Edit, API Keys).',
    })
  }
  return credentials
}

/** A provider may take no longer, in milliseconds. */
export const longestProviderMs = 30_000

async function ask(
  source: CredentialsSource,
  returned: ReturnedSecrets,
  { clock, transport }: AuthCalls,
  signal: AbortSignal | undefined,
): Promise<Credentials> {
  if (typeof source !== 'function') return source
  const boundMs = Math.min(transport.timeoutMs || longestProviderMs, longestProviderMs)
  try {
    const credentials = await within(clock, boundMs, source(), () => providerTooSlow(boundMs), signal)
    returned.remember(credentials?.clientSecret)
    return credentials ?? {}
  } catch (error) {
    if (signal?.aborted) throw error
    throw returned.failure(error, 'The credentials provider failed.')
  }
}

function providerTooSlow(boundMs: number): AuthError {
  return new AuthError('timeout', {
    message: `The credentials provider did not answer within ${boundMs} ms.`,
    hint: 'See what the provider waits for, such as a vault or a file; the next call asks it again.',
  })
}
