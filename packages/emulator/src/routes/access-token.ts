import type { Context } from 'hono'
import type { AppTypes, World } from '../app/world'
import { json } from '../http/answers'
import type { ApiVersion } from '../release'
import type { LiveToken } from '../tokens/tokens'

function body(world: World, granted: LiveToken, refreshToken: string | undefined, saysNull: boolean) {
  return {
    access_token: granted.token,
    token_type: 'Bearer',
    expires_in: world.settings.tokenLifetimeSeconds,
    ...(refreshToken === undefined && !saysNull ? {} : { refresh_token: refreshToken ?? null }),
  }
}

/** The answer to a successful login of either kind. */
export function accessToken(
  context: Context<AppTypes>,
  world: World,
  version: ApiVersion,
  granted: LiveToken,
): Response {
  context.env.granted = granted
  return json(200, body(world, granted, undefined, version === '4.0' && world.settings.nullRefreshToken))
}

/** The answer to a successful code exchange or refresh. */
export function oauthAccessToken(
  context: Context<AppTypes>,
  world: World,
  granted: LiveToken,
  refreshToken: string | undefined,
): Response {
  context.env.granted = granted
  return json(200, body(world, granted, refreshToken, world.settings.nullRefreshToken), {
    'cache-control': 'no-store',
  })
}
