import { backendGrant, createSession, indexedDbStore, oauthGrant, shareTokens } from '@looker-auth/browser'
import type { Seams } from './seams'

// All that the page has to do with signing in to Looker. The seams let the demo move time and go offline: leave them out.

/** The backend pattern: the application's server knows who is signed in, and gets their token. */
export function backendSession(lookerUrl: string, userId: string, { clock, toLooker, toServer }: Seams) {
  return createSession({
    baseUrl: lookerUrl,
    grant: backendGrant({ url: '/looker-token', user: userId, fetch: toServer }),
    sharing: shareTokens({ store: indexedDbStore({ encrypt: true }) }),
    ...{ clock, fetch: toLooker },
  })
}

/** The OAuth pattern: the user signs in on Looker's pages, by `looker.signIn()`. */
export function oauthSession(lookerUrl: string, clientId: string, { clock, toLooker }: Seams) {
  return createSession({
    baseUrl: lookerUrl,
    grant: oauthGrant({ clientId, redirectUri: `${location.origin}/signed-in` }),
    sharing: shareTokens({ store: indexedDbStore({ encrypt: true }) }),
    ...{ clock, fetch: toLooker },
  })
}

/** On the page that Looker sends the user back to. */
export async function completeSignIn(looker: ReturnType<typeof oauthSession>): Promise<void> {
  location.replace((await looker.completeSignIn())?.returnTo ?? '/oauth')
}
