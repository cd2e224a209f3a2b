import { createSession, createTokenEndpoint, type Session, type TokenEndpoint } from '@looker-auth/node'
import { userOf } from '../my-sign-in'

interface Looker {
  readonly session: Session
  readonly endpoint: TokenEndpoint
}

// One for the process. `next dev` runs this file again after each change, so a variable of this file would not keep it.
const kept = globalThis as typeof globalThis & { myAppLooker?: Looker }

/** The service account's session, and the token endpoint. Made at the first request: `next build` runs this file without settings. */
export function looker(): Looker {
  kept.myAppLooker ??= makeLooker()
  return kept.myAppLooker
}

function makeLooker(): Looker {
  const { APP_ORIGIN } = process.env // in production: https://app.example.com
  const session = createSession() // a service account: LOOKERSDK_* or looker.ini
  const endpoint = createTokenEndpoint({
    session,
    userFor: request => userOf(request.headers.get('cookie')),
    origins: APP_ORIGIN ? [APP_ORIGIN] : [], // without it, only pages of http://localhost:3000 get tokens
    onError: error => console.error(error), // the page gets no details
  })
  return { session, endpoint }
}
