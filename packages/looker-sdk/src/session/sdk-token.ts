import type { IAccessToken } from '@looker/sdk-rtl'
import type { Clock, SessionState } from '@looker-auth/core'

/** What the SDK's `getToken()` and `login()` answer. */
export interface SdkToken extends Required<Omit<IAccessToken, 'refresh_token'>> {
  /** Whether the token is not expired yet. */
  isActive(): boolean
}

export function sdkToken(accessToken: string, { expiresAtMs }: SessionState, clock: Clock): SdkToken {
  const leftMs = (): number => Math.max((expiresAtMs ?? Number.POSITIVE_INFINITY) - clock.now(), 0)
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: Number.isFinite(leftMs()) ? Math.floor(leftMs() / 1000) : 0,
    isActive: () => leftMs() > 0,
  }
}
