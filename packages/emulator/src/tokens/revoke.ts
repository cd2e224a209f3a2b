import type { World } from '../app/world'
import {
  aBoolean,
  aText,
  aWholeNumber,
  either,
  type Fields,
  isRecord,
  problemsOf,
  throwIfAny,
} from '../input/check'

/**
 * What to end: one token, every token that acts for a user, one refresh token, or the cookieless session of an embedded user. With `refresh_tokens`, also the refresh tokens: that of the token's
 * sign-in, or all of the user's. Default false.
 */
export type Revocation =
  | { readonly token: string; readonly refresh_tokens?: boolean | undefined }
  | { readonly user_id: string | number; readonly refresh_tokens?: boolean | undefined }
  | { readonly refresh_token: string }
  | { readonly external_user_id: string }

const withRefreshTokens: Fields = { refresh_tokens: { check: aBoolean } }

const FORMS: Readonly<Record<string, Fields>> = {
  token: { token: { check: aText }, ...withRefreshTokens },
  user_id: { user_id: { check: either(aWholeNumber(0), aText) }, ...withRefreshTokens },
  refresh_token: { refresh_token: { check: aText } },
  external_user_id: { external_user_id: { check: aText } },
}

function problems(what: unknown): string[] {
  const names = isRecord(what) ? Object.keys(FORMS).filter(name => what[name] !== undefined) : []
  const [name, second] = names
  const fields = name === undefined || second !== undefined ? undefined : FORMS[name]
  if (!fields) return ['give either token, user_id, refresh_token or external_user_id']
  return problemsOf(what, '', fields)
}

export function createRevoke({ tokens, oauth, embed, directory }: World): (what: Revocation) => number {
  const { refreshTokens } = oauth
  return what => {
    throwIfAny('Invalid revocation', problems(what))
    if ('refresh_token' in what) return refreshTokens.take(what.refresh_token) ? 1 : 0
    if ('external_user_id' in what) {
      const user = directory.userWithCredential('embed', what.external_user_id)
      return user && embed.endOf(user.id) ? 1 : 0
    }
    if ('token' in what) {
      const signIn = tokens.find(what.token)?.signIn
      const ended = tokens.end(what.token) ? 1 : 0
      return ended + (what.refresh_tokens && signIn ? refreshTokens.endOf(other => other === signIn) : 0)
    }
    const id = String(what.user_id)
    return tokens.endAllOf(id) + (what.refresh_tokens ? refreshTokens.endOf(({ user }) => user.id === id) : 0)
  }
}
