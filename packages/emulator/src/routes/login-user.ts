import type { Context, Handler } from 'hono'
import { callerOf } from '../app/authenticate'
import type { AppTypes, World } from '../app/world'
import { FORBIDDEN, notFound, refusal, requiresAuthentication, tooManyRequests } from '../http/answers'
import { type ApiVersion, knowsAssociative } from '../release'
import type { User } from '../users/directory'
import { accessToken } from './access-token'

const CORE_REFUSAL = 'Unsupported in Looker (Google Cloud core)'

const isCoreSudo = (caller: User, target: User): boolean =>
  caller.kind === 'service' && caller.isAdmin && target.kind === 'embed'

/** Why the `associative` parameter of this request is refused, if it is. */
function refuseAssociative(
  context: Context<AppTypes>,
  world: World,
  version: ApiVersion,
): Response | undefined {
  const associative = context.req.query('associative')
  if (associative === undefined || !knowsAssociative(version, world.settings.release)) return undefined
  if (associative !== 'true' && associative !== 'false') {
    return refusal(400, 'associative must be true or false')
  }
  if (associative === 'true' || world.settings.nonAssociativeLicensed) return undefined
  return refusal(403, 'associative=false is not licensed')
}

/** POST /login/{user_id}: an admin's token mints a new token for a user, at each call. */
export function loginUser(world: World, version: ApiVersion): Handler<AppTypes> {
  return context => {
    if (!world.mayLogIn()) return tooManyRequests(world.settings.retryAfterSeconds)
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    if (!caller.user.isAdmin) return refusal(403, FORBIDDEN)
    const pathId = context.req.param('user_id') ?? ''
    if (version !== '4.0' && !/^\d+$/.test(pathId)) return refusal(400, 'user_id must be an integer')
    const refused = refuseAssociative(context, world, version)
    if (refused) return refused
    const target = world.directory.userAt(version, pathId)
    if (!target || target.isDisabled) return notFound()
    if (world.settings.googleCloudCore && !isCoreSudo(caller.user, target)) return refusal(403, CORE_REFUSAL)
    world.stats.count('login_user')
    return accessToken(context, world, version, world.tokens.grant(target, { mintedBy: caller }))
  }
}
