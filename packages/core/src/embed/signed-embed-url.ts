import { AuthError } from '../errors/auth-error.js'
import { readLooker } from '../session/fetch/read-looker.js'
import type { Session } from '../session/session.js'
import { bodyOf } from './looker/embed-calls.js'
import { checkEmbedUser, type EmbedLength, type EmbedSessionUser, wireFields } from './user/embed-user.js'

/** What a signed embed URL is for. */
export interface SignedEmbedUrlOptions extends EmbedLength {
  /** The whole address of what is embedded, such as `https://looker.example.com/embed/dashboards/1`. */
  readonly targetUrl: string
  /** Whose content it is; `sessionLength` and `forceLogoutLogin` of the user count where they are not given beside it. Default: the session's own user. */
  readonly user?: EmbedSessionUser | undefined
  /** Which embed secret of Looker signs it, with `user`. Default: the newest one. */
  readonly secretId?: string | undefined
}

/** Characters. Not every browser opens a longer address. */
const longestUrl = 16_384

/**
 * A signed embed URL, which Looker makes: for a user of the application (`create_sso_embed_url`), or as the session's own
 * user (`create_embed_url_as_me`). It is a secret, works once, and only for some minutes: ask for one for each page that is loaded.
 *
 * @throws AuthError `configuration` for options that cannot work; `request_refused` with Looker's message; `malformed_response`, and what `session.fetch` throws.
 * @example
 * ```ts
 * import { createSession, signedEmbedUrl } from '@looker-auth/core'
 *
 * const session = createSession({ baseUrl: 'https://looker.example.com', credentials: { clientId: 'id', clientSecret: 'secret' } })
 * const frame = () =>
 *   signedEmbedUrl(session, {
 *     targetUrl: 'https://looker.example.com/embed/dashboards/1',
 *     sessionLength: 3600,
 *     user: { externalUserId: 'ana', permissions: ['access_data', 'see_user_dashboards'], models: ['orders'] },
 *   })
 * ```
 */
export async function signedEmbedUrl(session: Session, options: SignedEmbedUrlOptions): Promise<string> {
  const { targetUrl, user, secretId } = options
  const { sessionLength = user?.sessionLength, forceLogoutLogin = user?.forceLogoutLogin } = options
  if (typeof targetUrl !== 'string' || targetUrl.length > longestUrl || !URL.canParse(targetUrl)) {
    throw wrong(`targetUrl is not a whole address of at most ${longestUrl} characters.`)
  }
  if (secretId !== undefined && user === undefined) throw wrong('secretId is given without a user.')
  if (secretId !== undefined && (typeof secretId !== 'string' || secretId === ''))
    throw wrong('secretId is not a text.')
  if (user !== undefined) checkEmbedUser(user)
  const body = {
    target_url: targetUrl,
    ...wireFields({ ...user, sessionLength, forceLogoutLogin }),
    ...(secretId !== undefined && { secret_id: secretId }),
  }
  const path = user === undefined ? '/embed/token_url/me' : '/embed/sso_url'
  const answer = await readLooker(session, path, { method: 'POST', body })
  const made = bodyOf(answer, `POST ${path}`, [], hint)
  const url = typeof made === 'object' && made !== null && 'url' in made ? made.url : undefined
  if (isWebAddress(url)) return url
  throw new AuthError('malformed_response', {
    status: answer.status,
    message: `Looker's answer to POST ${path} has no url that is an address of http or https.`,
  })
}

const hint =
  "Check in Looker that embedding is on and has an embed secret (Admin, Embed), that targetUrl is an address of this instance, and that the session's user may embed."

function isWebAddress(url: unknown): url is string {
  return typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}

function wrong(what: string): AuthError {
  return new AuthError('configuration', {
    message: `signedEmbedUrl() cannot work: ${what}`,
    hint: 'See the option in its documentation.',
  })
}
