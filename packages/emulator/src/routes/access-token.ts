import type { Context } from 'hono'
import { json } from '../answers'
import type { ApiVersion } from '../release'
import type { LiveToken } from '../tokens'
import type { AppTypes, World } from '../world'

/** The answer to a successful login of either kind. */
export function accessToken(
  context: Context<AppTypes>,
  world: World,
  version: ApiVersion,
  granted: LiveToken,
): Response {
  context.env.granted = granted
  const saysRefreshToken = version === '4.0' && world.settings.nullRefreshToken
  return json(200, {
    access_token: granted.token,
    token_type: 'Bearer',
    expires_in: world.settings.tokenLifetimeSeconds,
    ...(saysRefreshToken ? { refresh_token: null } : {}),
  })
}
