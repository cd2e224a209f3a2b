import { AuthError } from '../errors/auth-error.js'
import { isSendableToken } from '../protocol/answers/access-token.js'
import { sha256 } from '../runtime/sha256.js'
import { cachedToken } from '../tokens/cached-token.js'
import { trackStored } from '../tokens/custody.js'
import type { Identity } from '../tokens/identity.js'
import type { TokenSource } from '../tokens/token-source.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import type { Grant } from './grant.js'

/** A token that was obtained elsewhere. It is used as it is and never replaced: its 401 is the caller's. */
export interface PresetToken {
  readonly accessToken: string
  /** Seconds that it is good for, counted from now. Default: unknown; then it is used until Looker rejects it. */
  readonly expiresIn?: number | undefined
}

/** A lifetime for tokens of unknown lifetime: a hundred years. */
const unknownLifetimeSeconds = 100 * 366 * 24 * 3600

/** A preset token's identity, and the source that serves the token until its lifetime ends. */
export interface StaticToken {
  readonly grant: Grant
  readonly source: TokenSource
}

/** Serves the preset token until its lifetime ends. It is never renewed: its 401 is the caller's. */
export function staticToken({ clock }: AuthCalls, preset: PresetToken, identity: Identity): StaticToken {
  const { accessToken, expiresIn = unknownLifetimeSeconds } = checked(preset)
  const sentAtMs = clock.now()
  const sentAtMonotonicMs = clock.monotonic()
  const lifetimeMs = expiresIn * 1000
  const hash = (): Promise<string> => sha256(accessToken)
  const record = {
    kind: 'token',
    id: 'preset',
    accessToken,
    sentAtMs,
    lifetimeMs,
    draw: 0,
    epoch: 0,
  } as const
  let ended = false
  return {
    grant: {
      identity,
      open: async () => ({ clientId: await hash(), fingerprint: hash, obtain: refuseToObtain }),
    },
    source: {
      longestWaitMs: 0,
      async get() {
        if (ended) throw endedByLogout()
        const ageMs = Math.max(clock.now() - sentAtMs, clock.monotonic() - sentAtMonotonicMs)
        if (ageMs >= lifetimeMs) throw expired()
        const origin = { own: false, renewable: false, ageMs }
        const token = cachedToken(clock, { ...record, signInId: await hash() }, origin)
        const unrenewable = { suppressibleUntilMs: Number.POSITIVE_INFINITY, suppressed: true }
        return { token: { ...token, ...unrenewable }, source: 'login' }
      },
      complete: refuseToObtain,
      before: async () => undefined,
      async signOut(owner, _cached, signInIds) {
        ended = true
        const signInId = await hash()
        signInIds.add(signInId)
        trackStored(owner, { ...record, signInId })
      },
    },
  }
}

async function refuseToObtain(): Promise<never> {
  throw new AuthError('signed_out')
}

function endedByLogout(): AuthError {
  return new AuthError('signed_out', {
    message: 'The preset token was ended by logout().',
    hint: 'Make a session with a new token, or with credentials, which sign in again.',
  })
}

function expired(): AuthError {
  return new AuthError('token_rejected', {
    message: 'The preset token has expired.',
    hint: 'Make a session with a new token, or with credentials, which renew it.',
  })
}

function checked(preset: PresetToken): PresetToken {
  const { accessToken, expiresIn = 1 } = preset ?? {}
  if (isSendableToken(accessToken) && expiresIn > 0) return preset
  throw new AuthError('configuration', {
    message: 'The preset token is empty, holds blanks or line ends, or has no lifetime.',
    hint: 'Give the access token alone, without its scheme; `expiresIn` is a number of seconds above 0.',
  })
}
