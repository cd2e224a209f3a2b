import {
  AuthError,
  type AuthorizationAnswer,
  authorizationClientOf,
  finishAuthorization,
  readAuthorizationAnswer,
  redirectParameters,
  type Session,
  startAuthorization,
} from '@looker-auth/core'
import type { PageGlobals } from '../page/page-globals.js'
import { type PendingSignIn, PendingSignIns } from './pending-sign-in.js'

/** The options of `signIn()`. */
export interface SignInOptions {
  /** Where on this origin the user goes on afterwards. Default: where they are now. */
  readonly returnTo?: string | URL | undefined
}

/** A sign-in that is complete. */
export interface CompletedSignIn {
  /** Path, query and fragment on this origin, as `signIn()` got them. */
  readonly returnTo: string
}

/** What `oauthGrant()` adds to a page's session. */
export interface SignInMethods {
  /**
   * Sends the tab to Looker's pages, where the user signs in and lets the application in; call it from a click. Afterwards
   * they are back at the redirect URI, where {@link completeSignIn} takes over.
   *
   * @throws AuthError `configuration` for a `returnTo` of another origin; `store_failed` where the tab can keep nothing.
   */
  signIn(options?: SignInOptions): Promise<void>
  /**
   * Completes the sign-in at the redirect URI; call it there before the session's first use. The answer is taken out of the
   * address bar at once. Undefined where the address is no answer to a sign-in, or the answer to one that another session began in this
   * tab: several sessions may share a redirect URI, and each takes its own answer.
   *
   * @throws AuthError `state_mismatch`, and nothing is sent, for an answer to no sign-in of this tab, at another address than the session's
   * redirect URI (but for a slash at its end), from another issuer (`iss`) than the session's `baseUrl` or `webUrl`, or with a parameter
   * that is there twice; `access_denied`, `authorization_failed`, `code_rejected`, `identity_changed`, `network`, ...
   */
  completeSignIn(location?: { readonly href: string }): Promise<CompletedSignIn | undefined>
}

/** What of the page the sign-in needs. */
export interface SignInPage extends PageGlobals {
  readonly location?: { readonly href: string; assign(url: string): void } | undefined
  readonly history?: Pick<History, 'replaceState' | 'state'> | undefined
}

/** `signIn` and `completeSignIn` for a session. */
export function signInMethods(session: Session, redirectUri: string, page: SignInPage): SignInMethods {
  const pending = new PendingSignIns(authorizationClientOf(session), page)
  let completing: Promise<CompletedSignIn | undefined> | undefined

  /** Takes the answer out of the address and the tab's storage, where it is this session's. */
  const take = (url: URL, answer: AuthorizationAnswer): PendingSignIn | undefined => {
    const isTarget = isRedirectTarget(url, redirectUri)
    const isOurs = isTarget && !unlessBlocked(() => pending.isOfAnother(answer.state))
    if (isOurs) clearAddress(page, url)
    // Other pages of the application may have such parameters of their own.
    const begin = (): PendingSignIn | undefined => pending.take(answer.state)
    const begun = isOurs ? begin() : unlessBlocked(begin)
    if (begun === undefined && !isOurs) return undefined
    clearAddress(page, url)
    if (begun === undefined) throw unknownAnswer(answer)
    if (!isTarget) throw cameElsewhere()
    return begun
  }

  const complete = async (location: { readonly href: string } | undefined) => {
    if (location === undefined) throw noPage()
    const url = new URL(location.href)
    const answer = readAuthorizationAnswer(url)
    if (answer === undefined) return undefined
    // A voucher code, or the error of a payment: nobody has gone to Looker from here.
    if (answer.state === '' && !unlessBlocked(() => pending.isBegun)) return undefined
    let begun: PendingSignIn | undefined
    // Not at once: React runs an effect, its cleanup and the effect again in one turn, and the cleanup may close the session.
    const taking = Promise.resolve().then(() => {
      refuseIfClosed(session)
      // Another session took it in this turn.
      if (location.href !== url.href) throw notOurs
      begun = take(url, answer)
      if (begun === undefined) throw notOurs
      return { ...answer, codeVerifier: begun.codeVerifier }
    })
    try {
      await finishAuthorization(session, taking)
    } catch (error) {
      if (error === notOurs) return undefined
      throw error
    }
    return begun && { returnTo: ownPath(begun.returnTo, url.href) }
  }

  return {
    async signIn({ returnTo } = {}) {
      const { location } = page
      if (location === undefined) throw noPage()
      const target = ownPath(returnTo ?? location.href, location.href)
      const authorization = await startAuthorization(session)
      pending.put(authorization, target)
      location.assign(authorization.url)
    },
    completeSignIn(location = page.location) {
      completing ??= complete(location).finally(() => {
        completing = undefined
      })
      return completing
    },
  }
}

/** The address is the answer to no sign-in of the session. */
const notOurs = Symbol('not ours')

/** @throws AuthError `closed`. */
function refuseIfClosed(session: Session): void {
  authorizationClientOf(session)
}

function unknownAnswer(answer: AuthorizationAnswer): AuthError {
  const said = answer.kind === 'error' ? answer.error : undefined
  return said?.code === 'state_mismatch' ? said : new AuthError('state_mismatch', { cause: said })
}

/** Undefined where storage is blocked. */
function unlessBlocked<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}

/** Removes the code, so that no user bookmarks, reloads or shares it. If the address is that of another page, it is left as it is. */
function clearAddress({ location, history }: SignInPage, url: URL): void {
  const cleared = new URL(url)
  for (const name of redirectParameters) cleared.searchParams.delete(name)
  if (location?.href === url.href) history?.replaceState(history.state, '', cleared.href)
}

/** The path on the own origin. Any other address is refused, because the user is sent there after the sign-in. */
function ownPath(returnTo: string | URL, here: string): string {
  const own = new URL(here)
  const target = URL.canParse(String(returnTo), here) ? new URL(returnTo, here) : undefined
  // The origin of blob:https://app.example/... is https://app.example.
  if (target === undefined || target.protocol !== own.protocol || target.origin !== own.origin) {
    throw new AuthError('configuration', {
      message: 'The option returnTo of signIn() leads to another origin.',
      hint: 'Give a path of this site, such as "/reports?id=7".',
    })
  }
  // Two slashes at the start would name another host.
  const path = target.pathname.replace(/^\/{2,}/, '/')
  return `${path}${target.search}${target.hash}`
}

/** Some servers put a slash at the end of a path. */
function isRedirectTarget({ origin, pathname, searchParams }: URL, redirectUri: string): boolean {
  const registered = new URL(redirectUri)
  const path = (text: string): string => text.replace(/\/$/, '')
  const hasQuery = [...registered.searchParams].every(([name, value]) =>
    searchParams.getAll(name).includes(value),
  )
  return registered.origin === origin && path(registered.pathname) === path(pathname) && hasQuery
}

/** What comes to the redirect URI of another instance is that instance's answer, with its code (RFC 9700 4.4). */
function cameElsewhere(): AuthError {
  return new AuthError('state_mismatch', {
    message: "The answer to the sign-in came to another address than the session's redirect URI.",
    hint: 'Give oauthGrant() as redirectUri the address at which the page calls completeSignIn(), after every redirect of your server, and register it in Looker.',
  })
}

function noPage(): AuthError {
  return new AuthError('configuration', {
    message: 'There is no page here that could go to Looker and come back.',
    hint: 'Call signIn() and completeSignIn() in a page; elsewhere see startAuthorization() and finishAuthorization().',
  })
}
