import {
  createSession,
  createTokenEndpoint,
  type Session,
  type SessionOptions,
  type TokenEndpoint,
} from '@looker-auth/node'
import type { SignIns } from './sign-ins'

/** All that the server has to do with signing in to Looker. */
export interface LookerAuth {
  /** The service account's session; `looker.as(id)` is that of any user. */
  readonly looker: Session
  /** Answers a page that asks for the token of whoever is signed in to this application; `signOut()` ends that. */
  readonly tokenEndpoint: TokenEndpoint
}

/** `options` may be left out: the API key then comes from LOOKERSDK_* or looker.ini. */
export function connectToLooker(signIns: SignIns, options?: SessionOptions): LookerAuth {
  const looker = createSession(options)
  const tokenEndpoint = createTokenEndpoint({
    session: looker,
    userFor: request => signIns.of(request.headers.get('cookie')),
    onError: error => console.error(String(error)),
  })
  return { looker, tokenEndpoint }
}
