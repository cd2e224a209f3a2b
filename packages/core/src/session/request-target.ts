import { AuthError } from '../errors/auth-error.js'
import { withoutTrailingSlashes } from '../protocol/trailing-slashes.js'
import { type ApiTarget, apiUrl } from '../protocol/wire.js'

/**
 * Where a request of a session goes: a path is appended to `{baseUrl}/api/{version}` as it stands; an absolute address is
 * taken as it is. The result must be of the base URL's origin.
 *
 * @throws AuthError `foreign_origin`.
 */
export function resolveTarget(input: string, target: ApiTarget): URL {
  if (/[\\\t\n\r]/.test(input))
    throw refuse('A backslash, tab or line end in an address could lead elsewhere.')
  if (input.startsWith('//')) throw refuse('An address that begins with "//" names another host.')
  const address = input.startsWith('/') ? apiUrl(target, input) : input
  if (!URL.canParse(address))
    throw refuse('It is neither a path that begins with "/" nor an absolute address.')
  const url = new URL(address)
  if (url.origin !== new URL(target.baseUrl).origin) throw refuse("It is not of the session's origin.")
  if (url.username !== '' || url.password !== '') throw refuse('It holds a user name or password.')
  return url
}

/** Whether the request would move everybody who shares the token to another workspace. */
export function changesWorkspace(method: string, url: URL, target: ApiTarget): boolean {
  if (method.toUpperCase() !== 'PATCH') return false
  const path = withoutTrailingSlashes(decoded(url.pathname))
  return (
    path.startsWith(withoutTrailingSlashes(new URL(target.baseUrl).pathname)) &&
    /\/api\/[^/]+\/session$/.test(path)
  )
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function refuse(why: string): AuthError {
  return new AuthError('foreign_origin', {
    message: `The session does not send its token to this address. ${why}`,
  })
}
