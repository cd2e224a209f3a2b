import { checkPageOptions, wrongOption } from '../page-endpoint/page-options.js'
import type { EndpointRefusal } from '../page-endpoint/refusal-reports.js'
import type { ExternalUser } from '../protocol/external-user.js'
import type { UserId } from '../protocol/user-id.js'
import type { SignOutResult } from '../session/revocation/logout.js'
import type { Session } from '../session/session.js'
import { names } from './names.js'
import type { LookerUser } from './user-check.js'

/** Who is signed in to the application, and in which of its sessions. */
export interface ApplicationSession {
  /** The user who is signed in: Looker's own id, or one of another system, such as `{ embed: 'ana@example.com' }`. */
  readonly userId: UserId | ExternalUser
  /** Names the application's own session, such as the id behind its cookie. Each gets a token of its own. */
  readonly sessionId: string
}

/** What a token endpoint works with. */
export interface TokenEndpointOptions {
  /**
   * Of an admin's API key, the service account. With more than one server, over a store that they share. Without a
   * store, the tokens of application sessions that its `maxSessions` made it forget are not ended by a sign-out. A page that names
   * no workspace gets a token in this session's own.
   */
  readonly session: Session
  /**
   * The application's own sign-in: who sent the request, by its cookie and nothing in the body; null when no user is signed
   * in. It is asked before the body is read, and waited for at most 30 s. All safety rests on it. Identify the user by a cookie. Do not use the
   * IP address or a client certificate: pages of the request's own host count as the application's, and any site can point a name
   * at this server (DNS rebinding). The browser sends no cookie of the application then, but the address and the certificate are the user's.
   */
  readonly userFor: (
    request: Request,
  ) => ApplicationSession | null | undefined | Promise<ApplicationSession | null | undefined>
  /**
   * Origins of pages that are let in beside those of the request's own host. The application's own is to be listed where a
   * proxy in front changes `Host` or the port. Default: none.
   */
  readonly origins?: readonly string[] | undefined
  /**
   * Which users may have a token in a page; the service account never may. Default: all but those who could get the tokens of
   * others with it, through the role Admin (id 2) or a permission `administer` or `sudo`, by group too. What Looker says of a
   * user is remembered for 10 s; where it cannot be read, no user gets a token. A user who may not have one loses the token that they have.
   */
  readonly allowUser?: ((user: LookerUser) => boolean | Promise<boolean>) | undefined
  /** Tokens that one application session may ask for in a minute. Its sign-outs have as many of their own. Default 60. */
  readonly requestsPerMinute?: number | undefined
  /**
   * Requests that are answered at once, and a tenth of them, at least one, for one application session. Default 1,000. One more is
   * refused (503, for one application session 429) and may come again after a second.
   */
  readonly requestsAtOnce?: number | undefined
  /**
   * Hears of the failures that are the server's own affair, `userFor` and `allowUser` that throw among them: all those, and
   * only those, that the page cannot mend. It learns the code of a failure at Looker (`rate_limited`, `not_looker_api`, `network`,
   * `timeout`, ...) and else `unavailable`, never a server's words. Requests that are refused go to `onRefusal`.
   */
  readonly onError?: ((error: unknown) => void) | undefined
  /**
   * Hears of requests that are refused: of each reason at most once in a minute, with how many there were. For example, a proxy that
   * changes `Host` shows here as `request_refused` with the status 403.
   */
  readonly onRefusal?: ((refusal: EndpointRefusal) => void) | undefined
}

/** Answers a page's token requests, and ends what it answered. */
export interface TokenEndpoint {
  (request: Request): Promise<Response>
  /**
   * For the application's own sign-out: ends the tokens of one of its sessions, in every workspace, and those that were
   * renewed before their end, where this endpoint gave them to a page. What a page asks for meanwhile is refused as
   * `signed_out`. Call it after the application's session is gone, or the page may get another.
   *
   * @throws AuthError `configuration` or `invalid_user_id` for what is no application session; `store_failed`; `closed`.
   */
  signOut(session: ApplicationSession): Promise<SignOutResult>
}

/** @throws AuthError `configuration` */
export function checkTokenEndpointOptions(options: TokenEndpointOptions): void {
  checkPageOptions(options, names)
  const { userFor, allowUser } = options
  if (typeof userFor !== 'function') throw wrongOption(names, 'userFor is missing')
  if (allowUser !== undefined && typeof allowUser !== 'function')
    throw wrongOption(names, 'allowUser is no function')
}
