import { checkPageOptions, isOrigin, wrongOption } from '../page-endpoint/page-options.js'
import type { EndpointRefusal } from '../page-endpoint/refusal-reports.js'
import type { SignOutResult } from '../session/revocation/logout.js'
import type { Session } from '../session/session.js'
import { type EncryptionKeys, keyRing } from '../stores/encryption-keys.js'
import type { Lock } from '../stores/lock.js'
import type { TokenStore } from '../stores/token-store.js'
import { names } from './names.js'
import type { EmbedSessionUser } from './user/embed-user.js'

/** Who sees embedded content, and in which of the application's sessions. */
export interface EmbedApplicationSession {
  /** Names the application's own session, such as the id behind its cookie. Each has embed sessions of its own. */
  readonly sessionId: string
  readonly user: EmbedSessionUser
}

/** What an embed endpoint works with. */
export interface EmbedEndpointOptions {
  /** Of an admin's API key, the service account, with API 4.0. */
  readonly session: Session
  /**
   * The application's own sign-in: who sent the request, by its cookie and nothing in the body; null when no user is signed
   * in. It is waited for at most 30 s. All safety rests on it. Identify the user by a cookie. Do not use the IP address or a client
   * certificate: pages of the request's own host count as the application's, and any site can point a name at this server (DNS
   * rebinding). The browser sends no cookie of the application then, but the address and the certificate are the user's.
   *
   * **The user must be the same at every request, as long as nothing about them changed: no times and no random values in it.** Whatever
   * differs counts as a change, on which open pages get no more tokens. It is asked at each request, and once more after an embed session was made:
   * who is signed out by then gets nothing.
   */
  readonly embedUserFor: (
    request: Request,
  ) => EmbedApplicationSession | null | undefined | Promise<EmbedApplicationSession | null | undefined>
  /** The origin of the pages that embed, such as `https://app.example.com`: in Looker's allowlist of embed domains. Its pages are let in. */
  readonly embedDomain: string
  /** Where embed sessions are remembered. With more than one server, one that they share. Default: in memory, of the last 10,000 application sessions; a session that was forgotten lives at Looker until its end, and no sign-out ends it. */
  readonly store?: TokenStore | undefined
  /** Keys that the records in `store` are encrypted with, as `encryptedStore()` takes them. Required with a store: the records hold secrets. */
  readonly encrypt?: EncryptionKeys | undefined
  /** With it, servers that are asked for the same user at the same moment make one embed session. Default: none. */
  readonly lock?: Lock | undefined
  /** Origins of pages that are let in beside `embedDomain` and the request's own host. Default: none. */
  readonly origins?: readonly string[] | undefined
  /** Embed sessions that one application session may ask for in a minute. It may ask for new tokens as often. Default 60. */
  readonly requestsPerMinute?: number | undefined
  /**
   * Requests that are answered at once, and a tenth of them, at least one, for one application session. Default 1,000. One more is
   * refused (503, for one application session 429) and may come again after a second. A PUT beyond this bound or the former gets the tokens that it presents once more.
   */
  readonly requestsAtOnce?: number | undefined
  /** Hears of the failures that are the server's own affair, `embedUserFor` that throws among them. The page learns only their code. Default: no report. */
  readonly onError?: ((error: unknown) => void) | undefined
  /** Hears of requests that are refused: of each reason at most once in a minute, with how many there were. Default: no report. */
  readonly onRefusal?: ((refusal: EndpointRefusal) => void) | undefined
}

/** Answers a page's requests for cookieless embed sessions, and ends those. */
export interface EmbedEndpoint {
  (request: Request): Promise<Response>
  /**
   * For the application's own sign-out: ends the embed sessions of one of its sessions at Looker. Call it after the application's session
   * is gone, so that `embedUserFor` returns null in every server; else the page may get another. `revoked` is true where there were some, all are dead, and
   * this process was making none. What Looker could not be told goes to `onError`; then `revoked` is false, and another call tries again.
   *
   * @throws AuthError `configuration` without a sessionId; `store_failed`, after it ended what the store could show; `closed`.
   */
  signOut(session: Pick<EmbedApplicationSession, 'sessionId'>): Promise<SignOutResult>
}

/** @throws AuthError `configuration` */
export function checkEmbedEndpointOptions(options: EmbedEndpointOptions): void {
  checkPageOptions(options, names)
  const { session, embedUserFor, embedDomain, store, lock, encrypt } = options
  if (session.apiVersion !== '4.0') {
    throw wrongOption(
      names,
      `session is of API ${session.apiVersion}, and cookieless embed is part of API 4.0`,
    )
  }
  if (typeof embedUserFor !== 'function') throw wrongOption(names, 'embedUserFor is missing')
  if (!isOrigin(embedDomain)) throw wrongOption(names, `embedDomain is ${faultOfOrigin(embedDomain)}`)
  if (lock !== undefined && typeof lock.run !== 'function') throw wrongOption(names, 'lock has no run')
  if (store === undefined) return
  if (typeof store.load !== 'function' || typeof store.commit !== 'function') {
    throw wrongOption(names, 'store lacks load or commit')
  }
  if (encrypt === undefined) {
    throw wrongOption(names, 'a store is given without encrypt: its records would hold secrets in clear text')
  }
  keyRing(encrypt)
}

function faultOfOrigin(embedDomain: string): string {
  const shown = `${JSON.stringify(embedDomain)}, which is not an origin`
  const origin = URL.canParse(embedDomain) ? new URL(embedDomain).origin : 'null'
  if (origin === 'null') return `${shown} such as "https://app.example.com"`
  return `${shown}: write "${origin}"${embedDomain === `${origin}/` ? ', without a slash at its end' : ''}`
}
