import { AuthError } from '../errors/auth-error.js'
import { endpoints, versionTraits } from './endpoints.js'
import { canonicalUserId, type UserId } from './user-id.js'
import { type ApiTarget, apiUrl, authorization, type WireRequest } from './wire.js'

/**
 * The request for a token of another user, made with an admin's token.
 *
 * @param associative Whether the activity is attributed to the admin too; left to the server (true) when undefined.
 * API 3.0 does not know it, and Looker 26.8 dropped it from API 4.0.
 * @throws AuthError `invalid_user_id`; `configuration` when the version does not know `associative`.
 */
export function buildLoginUser(
  target: ApiTarget,
  token: string,
  userId: UserId,
  associative?: boolean,
): WireRequest {
  const { method, path } = endpoints.login_user
  const id = encodeURIComponent(canonicalUserId(userId, target.apiVersion))
  return {
    method,
    url:
      apiUrl(
        target,
        path.replace('{user_id}', () => id),
      ) + associativeQuery(target, associative),
    headers: { accept: 'application/json', authorization: authorization(target, token) },
    secrets: [token],
  }
}

function associativeQuery({ apiVersion }: ApiTarget, associative: boolean | undefined): string {
  if (associative === undefined) return ''
  if (versionTraits[apiVersion].associative) return `?associative=${associative}`
  throw new AuthError('configuration', {
    message: `API ${apiVersion} does not know the setting "associative".`,
    hint: 'Leave it out, or use API version 3.1 or 4.0.',
  })
}
