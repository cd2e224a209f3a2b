import type { Looker40SDK as OfficialSdk } from '@looker/sdk'
import type { IAuthSession } from '@looker/sdk-rtl'
import type { Session } from '@looker-auth/core'
import { Looker40SDK } from '#platform'
import { throwWithDetails } from './ok.js'
import { type LookerSdkOptions, SdkAuthSession } from './session/sdk-auth-session.js'

/**
 * The official SDK on a session: its 500 methods, and each call runs as the session's identity, or fails. The object is
 * cheap; make one for each user or request (`lookerSdk(looker.as(789))`).
 *
 * @throws AuthError `configuration` for a session of API 3.x, or a workspace that the session cannot have; `closed`.
 *
 * @example
 * ```ts
 * import { createSession } from '@looker-auth/node'
 *
 * const looker = createSession()
 * const sdk = lookerSdk(looker.as('789'))
 * const me = await sdk.ok(sdk.me())
 * ```
 */
export function lookerSdk(session: Session, options: LookerSdkOptions = {}): OfficialSdk {
  const sdk = new Looker40SDK(new SdkAuthSession(session, options))
  sdk.ok = throwWithDetails(sdk.ok.bind(sdk))
  return sdk
}

/**
 * The session for the SDK's functions (`functionalSdk40(lookerAuthSession(looker))`) and for `new Looker40SDKStream(...)`.
 *
 * @throws AuthError as `lookerSdk()`.
 */
export function lookerAuthSession(session: Session, options: LookerSdkOptions = {}): IAuthSession {
  return new SdkAuthSession(session, options)
}
