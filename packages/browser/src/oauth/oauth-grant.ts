import { oauthGrant as coreGrant, type OAuthGrantOptions } from '@looker-auth/core'
import type { PageGrant } from '../session/page-grant.js'
import { type SignInMethods, type SignInPage, signInMethods } from './sign-in.js'

/**
 * Tokens that the user in front of the page allows on Looker's own pages: OAuth 2.0 with PKCE. The session gets `signIn()`
 * and `completeSignIn()`.
 *
 * @param page Default: this page.
 * @throws AuthError `configuration` for a client id or redirect URI that is missing.
 * @example
 * ```ts
 * import { createSession, indexedDbStore, oauthGrant, shareTokens } from '@looker-auth/browser'
 *
 * const looker = createSession({
 *   baseUrl: 'https://looker.example.com',
 *   grant: oauthGrant({ clientId: 'my-app', redirectUri: 'https://app.example.com/signed-in' }),
 *   sharing: shareTokens({ store: indexedDbStore({ encrypt: true }) }),
 * })
 * const done = await looker.completeSignIn() // at the redirect URI; undefined elsewhere
 * if (done !== undefined) location.replace(done.returnTo)
 * ```
 */
export function oauthGrant(
  options: OAuthGrantOptions,
  page: SignInPage = globalThis,
): PageGrant<SignInMethods> {
  const grant = coreGrant(options)
  return { ...grant, extend: session => signInMethods(session, options.redirectUri, page) }
}
