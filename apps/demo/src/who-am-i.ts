import type { AccessToken, Fetch } from '@looker-auth/node'

/** What the tour needs to talk to the API itself. */
export interface Api {
  readonly fetch: Fetch
  /** `{base_url}/api/{version}` */
  readonly apiUrl: string
}

/** The user that a token acts for, or 401 where the token is not accepted. */
export async function whoAmI({ fetch, apiUrl }: Api, token: AccessToken): Promise<string | 401> {
  const response = await fetch(`${apiUrl}/user`, { headers: tokenHeader(token) })
  if (response.status === 401) {
    await response.body?.cancel()
    return 401
  }
  if (!response.ok)
    throw new Error(`GET /user was answered with ${response.status}: ${await response.text()}`)
  const { id, display_name } = (await response.json()) as {
    id: string | number
    display_name?: string | null
  }
  return `user ${id}${display_name ? `, ${display_name}` : ''}`
}

/** Ends a token that an ApiAuthApi does not hold: one for another user. */
export async function endToken({ fetch, apiUrl }: Api, token: AccessToken): Promise<void> {
  const response = await fetch(`${apiUrl}/logout`, { method: 'DELETE', headers: tokenHeader(token) })
  await response.body?.cancel()
  if (!response.ok && response.status !== 404)
    throw new Error(`DELETE /logout was answered with ${response.status}.`)
}

function tokenHeader({ access_token }: AccessToken): Record<string, string> {
  return { authorization: `token ${access_token}` }
}
