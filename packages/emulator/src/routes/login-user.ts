import { callerOf } from '../app/authenticate'
import { FORBIDDEN, requiresAuthentication } from '../http/answers'
import type { Call, Operation } from '../operations/operation'
import { notFound, type Refused, refused, tooManyRequests } from '../operations/result'
import { knowsAssociative } from '../release'
import type { User } from '../users/directory'
import { accessToken } from './access-token'

const CORE_REFUSAL = 'Unsupported in Looker (Google Cloud core)'

const isCoreSudo = (caller: User, target: User): boolean =>
  caller.kind === 'service' && caller.isAdmin && target.kind === 'embed'

/** Why the `associative` parameter of this request is refused, if it is. */
function refuseAssociative({ context, world, version }: Call): Refused | undefined {
  const associative = context.req.query('associative')
  if (associative === undefined || !knowsAssociative(version, world.settings.release)) return undefined
  if (associative !== 'true' && associative !== 'false') {
    return refused(400, 'associative must be true or false')
  }
  if (associative === 'true' || world.settings.nonAssociativeLicensed) return undefined
  return refused(403, 'associative=false is not licensed')
}

/** POST /login/{user_id}: an admin gets a token of a user, a new one at each call. */
export const loginUser: Operation = {
  id: 'login_user',
  method: 'post',
  path: '/login/:user_id',
  describes: {
    tag: 'ApiAuth',
    summary: 'Login user',
    query: [{ name: 'associative', type: 'boolean', isKnown: knowsAssociative }],
    success: 'AccessToken',
  },
  perform(call) {
    const { context, world, version } = call
    if (!world.mayLogIn()) return tooManyRequests(world.settings.retryAfterSeconds)
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    if (!caller.user.isAdmin) return refused(403, FORBIDDEN)
    const pathId = context.req.param('user_id') ?? ''
    if (version !== '4.0' && !/^\d+$/.test(pathId)) return refused(400, 'user_id must be an integer')
    const refusal = refuseAssociative(call)
    if (refusal) return refusal
    const target = world.directory.userAt(version, pathId)
    if (!target || target.isDisabled) return notFound()
    if (world.settings.googleCloudCore && !isCoreSudo(caller.user, target)) return refused(403, CORE_REFUSAL)
    world.stats.count('login_user')
    return accessToken(context, world, version, world.tokens.grant(target, { mintedBy: caller }))
  },
}
