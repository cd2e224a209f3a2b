import type { AccessToken, Fetch } from '@looker-auth/node'
import { sent, unexpected, userIn } from './api-call'

/** What the tour needs to talk to the API itself. */
export interface Api {
  readonly fetch: Fetch
  /** `{base_url}/api/{version}` */
  readonly apiUrl: string
}

/** The user that a token acts for, or 401 where the token is not accepted. */
export async function whoAmI({ fetch, apiUrl }: Api, token: AccessToken): Promise<string | 401> {
  const response = await sent('GET /user', () =>
    fetch(`${apiUrl}/user`, { headers: tokenHeader(token), redirect: 'manual' }),
  )
  if (response.status !== 401) return userIn(response)
  await response.body?.cancel()
  return 401
}

/** Ends a token that an ApiAuthApi does not hold: one for another user. */
export async function endToken({ fetch, apiUrl }: Api, token: AccessToken): Promise<void> {
  const response = await sent('DELETE /logout', () =>
    fetch(`${apiUrl}/logout`, { method: 'DELETE', headers: tokenHeader(token), redirect: 'manual' }),
  )
  if (!response.ok && response.status !== 404) throw await unexpected('DELETE /logout', response)
  await response.body?.cancel()
}

function tokenHeader({ access_token }: AccessToken): Record<string, string> {
  return { authorization: `token ${access_token}` }
}
