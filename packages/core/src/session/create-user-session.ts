import { authCalls } from '../api-auth/options.js'
import { AuthError } from '../errors/auth-error.js'
import type { UserGrant } from '../grants/user-grant.js'
import type { Sharing } from '../sharing/share-tokens.js'
import { privateTokenSource } from '../tokens/private-token-source.js'
import type { TokenSource } from '../tokens/token-source.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import { type FailureRow, failureTable, pageFailures } from '../transport/failure-table.js'
import { followRedirects } from '../transport/follow-redirects.js'
import { checkOptions } from './checked-options.js'
import { openGroup, type SessionGroupOptions } from './open-group.js'
import type { Session } from './session.js'

/** Where and with what help a person's session works, and how the person gets a token. */
export interface UserSessionOptions extends SessionGroupOptions {
  /** How the person gets a token: `backendGrant()` or `oauthGrant()`. */
  readonly grant: UserGrant
}

/**
 * A session of the person in front of the page (or of a device), who gets a token of their own. It acts for no other user:
 * `as()` is for sessions with an API key. When it is signed out elsewhere, it stays so until the person signs in.
 *
 * @throws AuthError `configuration` at once for settings that cannot work.
 */
export function createUserSession(options: UserSessionOptions): Session {
  const follow = options?.platformRedirects ? undefined : followRedirects
  return openUserSession(
    options,
    failureTable,
    follow,
    calls => options.sharing?.open(calls) ?? privateTokenSource,
  )
}

/**
 * As `createUserSession()`, for pages: the platform follows redirects, and its fetch does not say why it failed. For
 * adapters; users of a page take `createSession` of `@looker-auth/browser`.
 *
 * @throws AuthError `configuration` at once for settings that cannot work.
 */
export function createPageSession(options: UserSessionOptions & { readonly sharing: Sharing }): Session {
  return openUserSession(options, pageFailures, undefined, calls => options.sharing.open(calls))
}

function openUserSession(
  options: UserSessionOptions,
  failures: readonly FailureRow[],
  follow: typeof followRedirects | undefined,
  sourceFor: (calls: AuthCalls) => TokenSource,
): Session {
  const calls = authCalls(options, failures)
  checkOptions(options)
  const { grant, workspace } = options
  if (typeof grant?.create !== 'function') {
    throw new AuthError('configuration', {
      message: 'The option grant is missing.',
      hint: 'Give backendGrant({ url, user }) or oauthGrant({ clientId, redirectUri }).',
    })
  }
  return openGroup(options, {
    calls,
    source: sourceFor(calls),
    root: { grant: grant.create(calls, workspace), isPersonal: true },
    follow,
    maxSessions: 0,
    childrenOf: () => refuseChildren,
    inWorkspace: refuseChildren,
  })
}

function refuseChildren(): never {
  throw new AuthError('configuration', {
    message: "as() was called on a person's own session.",
    hint: 'Other users take an API key of an admin: createSession({ credentials }) on a server.',
  })
}
