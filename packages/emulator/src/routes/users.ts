import type { Handler } from 'hono'
import { callerOf } from '../app/authenticate'
import { type AppTypes, type World, wireId } from '../app/world'
import { json, notFound, requiresAuthentication } from '../http/answers'
import type { ApiVersion } from '../release'
import type { User } from '../users/directory'

const ALL_USERS_GROUP = '1'

function userBody(version: ApiVersion, user: User) {
  const ids = (list: readonly string[]) => list.map(id => wireId(version, id))
  return {
    can: {},
    id: wireId(version, user.id),
    first_name: user.firstName,
    last_name: user.lastName,
    display_name: [user.firstName, user.lastName].filter(Boolean).join(' ') || null,
    email: user.email,
    role_ids: ids(user.roles.filter(role => !role.isByGroup).map(role => role.id)),
    group_ids: ids([ALL_USERS_GROUP]),
    is_disabled: user.isDisabled,
    ...(version === '4.0' ? { is_service_account: user.kind === 'service' } : {}),
  }
}

/** GET /user: whom the token acts for. */
export function currentUser(world: World, version: ApiVersion): Handler<AppTypes> {
  return context => {
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    world.stats.count('user')
    return json(200, userBody(version, caller.user))
  }
}

/** The user that a path names, as far as the caller may see them: admins see everybody, others themselves. */
export function visibleUser(
  world: World,
  version: ApiVersion,
  caller: User,
  pathId: string,
): User | undefined {
  const user = world.directory.userAt(version, pathId)
  return user && (caller.isAdmin || caller.id === user.id) ? user : undefined
}

/** GET /users/{user_id}: whom one may not see is "Not found". */
export function userById(world: World, version: ApiVersion): Handler<AppTypes> {
  return context => {
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    const user = visibleUser(world, version, caller.user, context.req.param('user_id') ?? '')
    if (!user) return notFound()
    world.stats.count('users')
    return json(200, userBody(version, user))
  }
}
