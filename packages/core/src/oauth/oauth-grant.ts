import { AuthError } from '../errors/auth-error.js'
import type { Asking, Attempt, Grant, Obtained, Revoked, RevokedToken, Revoking } from '../grants/grant.js'
import type { UserGrant } from '../grants/user-grant.js'
import { buildRefresh, type OAuthClient } from '../protocol/oauth.js'
import { withoutTrailingSlashes } from '../protocol/trailing-slashes.js'
import type { Identity } from '../tokens/identity.js'
import { type AuthCalls, logout } from '../transport/auth-calls.js'
import { withRetry } from '../transport/retry.js'
import { withinHold } from '../transport/within-hold.js'
import { claimRefreshToken } from './refresh-rotation.js'
import { requestToken } from './token-request.js'
import { faultOfAddress, instanceAddress } from './web-address.js'

/** A public client of Looker's OAuth, and where its pages are. */
export interface OAuthGrantOptions extends OAuthClient {
  /**
   * Where Looker's web pages are: http or https, without user info, query and fragment. Default: the base URL, with the port 9999 in place
   * of 19999.
   */
  readonly webUrl?: string | undefined
  /** Default `'cors_api'`, the only one that Looker documents. */
  readonly scope?: string | undefined
}

/** An {@link OAuthGrantOptions} with every default filled in. */
export type OAuthSettings = OAuthClient & { readonly webUrl: string; readonly scope: string }

/**
 * Tokens that the user in front of the page allows on Looker's own pages: OAuth 2.0 with PKCE, API 4.0. The sign-in shows
 * who the user is; from then on the session is theirs for life.
 *
 * @throws AuthError `configuration` for a client id or redirect URI that is missing, and for a `redirectUri` or `webUrl` that is no
 * http or https address, or holds a user name, password or fragment.
 * @example
 * ```ts
 * import { createUserSession, oauthGrant } from '@looker-auth/core'
 *
 * const looker = createUserSession({
 *   baseUrl: 'https://looker.example.com',
 *   grant: oauthGrant({ clientId: 'my-app', redirectUri: 'https://app.example.com/signed-in' }),
 * })
 * ```
 */
export function oauthGrant(options: OAuthGrantOptions): UserGrant {
  const { clientId, redirectUri, webUrl, scope = 'cors_api' } = options ?? {}
  for (const [name, value] of Object.entries({ clientId, redirectUri })) {
    if (typeof value === 'string' && value !== '') continue
    throw refuse(`The option ${name} of oauthGrant() is missing.`)
  }
  refuseFault('redirectUri', faultOfAddress(redirectUri))
  const pages = webUrl === undefined ? undefined : checkedWebUrl(webUrl)
  return {
    create(calls, workspace, holder) {
      const { apiVersion, baseUrl } = calls.target
      if (apiVersion !== '4.0') throw refuse(`API ${apiVersion} has no OAuth.`)
      const settings = { clientId, redirectUri, scope, webUrl: pages ?? webUrlOf(baseUrl) }
      return new OAuthGrant(calls, settings, { grant: 'oauth', workspace, holder })
    },
  }
}

/** Older hosts serve the pages on 9999 and the API on 19999; newer ones both on 443. */
function webUrlOf(baseUrl: string): string {
  const url = new URL(baseUrl)
  if (url.port === '19999') url.port = '9999'
  return withoutTrailingSlashes(url.href)
}

function checkedWebUrl(webUrl: string): string {
  refuseFault('webUrl', faultOfAddress(webUrl), webUrlHint)
  const pages = instanceAddress(webUrl)
  if (pages === undefined) throw refuse('The option webUrl of oauthGrant() has a query.', webUrlHint)
  return pages
}

function refuseFault(option: string, fault: string | undefined, hint?: string): void {
  if (fault !== undefined) throw refuse(`The option ${option} of oauthGrant() ${fault}.`, hint)
}

const webUrlHint =
  "Give the address of Looker's web pages as https://your-instance.looker.com, with its port if it has one, or leave webUrl out."

function refuse(
  message: string,
  hint = 'Give clientId and redirectUri (https://app.example.com/signed-in) as the application is registered in Looker (oauth_client_apps), and API version 4.0.',
): AuthError {
  return new AuthError('configuration', { message, hint })
}

/** How often a sign-in is renewed at most, to end it with a token that lives. */
const mostRenewals = 3

/** The grant of one session. Its refresh token stands in its stored record, or in the ledger of a session group that has none. */
export class OAuthGrant implements Grant {
  readonly calls: AuthCalls
  readonly settings: OAuthSettings
  readonly identity: Identity
  readonly claim = claimRefreshToken

  constructor(calls: AuthCalls, settings: OAuthSettings, identity: Identity) {
    this.calls = calls
    this.settings = settings
    this.identity = identity
  }

  async open(): Promise<Attempt> {
    const { clientId } = this.settings
    return { clientId, fingerprint: async () => clientId, obtain: asking => this.#obtain(asking) }
  }

  async #obtain({ refreshToken, stopSignal }: Asking): Promise<Obtained> {
    if (refreshToken === undefined) throw new AuthError('sign_in_required')
    const request = buildRefresh(this.calls.target, this.settings, refreshToken)
    const calls = withinHold(this.calls)
    // The request on the wire is not aborted: the refresh token may be used up by it.
    const attempt = () => requestToken(calls, request, 'refresh_token_lost')
    const granted = await withRetry(attempt, calls.retry, calls, stopSignal)
    return { ...granted, refreshToken: granted.token.refresh_token ?? refreshToken }
  }

  /**
   * Looker ends a refresh token with an access token of its sign-in only, so there has to be one that lives. A new one may expire before
   * its answer comes.
   */
  async revoke(token: RevokedToken, how: Revoking): Promise<Revoked> {
    let { accessToken, refreshToken } = token
    for (let tries = 1; ; tries++) {
      let status = 0
      const ended = await logout(this.calls, accessToken, {
        // The logout of a renewed token is not aborted: no other request would end that token.
        signal: tries === 1 ? how.signal : undefined,
        onAnswer(answer) {
          status = answer?.status ?? 0
        },
      })
      const wasDead = status >= 400 && ended.reported === undefined
      if (!wasDead || refreshToken === undefined || tries > mostRenewals) return ended
      const request = buildRefresh(this.calls.target, this.settings, refreshToken)
      try {
        const granted = await how.inTurn(() => requestToken(this.calls, request, 'refresh_token_lost'))
        accessToken = granted.token.access_token
        refreshToken = granted.token.refresh_token ?? refreshToken
        how.track({ ...granted, refreshToken })
      } catch (error) {
        if (AuthError.is(error) && error.code === 'refresh_token_lost') return {}
        throw error
      }
    }
  }
}
