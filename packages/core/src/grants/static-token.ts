import { AuthError } from '../errors/auth-error.js'
import { isSendableToken } from '../protocol/answers/access-token.js'
import { sha256 } from '../runtime/sha256.js'
import type { Identity } from '../tokens/identity.js'
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

/** Hands out the preset token until its lifetime ends. */
export function presetGrant({ clock }: AuthCalls, preset: PresetToken, identity: Identity): Grant {
  const { accessToken, expiresIn = unknownLifetimeSeconds } = checked(preset)
  const sentAtMs = clock.now()
  const sentAtMonotonicMs = clock.monotonic()
  const token = { access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn }
  let ended = false
  return {
    identity,
    renewable: false,
    personal: false,
    end() {
      ended = true
      return accessToken
    },
    prepare: async () => ({
      clientId: () => sha256(accessToken),
      fingerprint: () => sha256(accessToken),
      obtain: async () => {
        if (ended) {
          throw new AuthError('signed_out', {
            message: 'The preset token was ended by logout().',
            hint: 'Make a session with a new token, or with credentials, which sign in again.',
          })
        }
        const ageMs = Math.max(clock.now() - sentAtMs, clock.monotonic() - sentAtMonotonicMs)
        if (ageMs >= expiresIn * 1000) {
          throw new AuthError('token_rejected', {
            message: 'The preset token has expired.',
            hint: 'Make a session with a new token, or with credentials, which renew it.',
          })
        }
        return { token, sentAtMs, sentAtMonotonicMs, signInId: await sha256(accessToken) }
      },
    }),
  }
}

function checked(preset: PresetToken): PresetToken {
  const { accessToken, expiresIn = 1 } = preset ?? {}
  if (isSendableToken(accessToken) && expiresIn > 0) return preset
  throw new AuthError('configuration', {
    message: 'The preset token is empty, holds blanks or line ends, or has no lifetime.',
    hint: 'Give the access token alone, without its scheme; `expiresIn` is a number of seconds above 0.',
  })
}
