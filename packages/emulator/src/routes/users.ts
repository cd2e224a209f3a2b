import { callerOf } from '../app/authenticate'
import { wireId } from '../app/world'
import { requiresAuthentication } from '../http/answers'
import { type Call, FIELDS, type Operation } from '../operations/operation'
import { notFound, shown } from '../operations/result'
import type { ApiVersion } from '../release'
import { displayName, type User } from '../users/directory'

/** The user as the API shows them. */
export function userBody(version: ApiVersion, user: User) {
  const ids = (list: readonly string[]) => list.map(id => wireId(version, id))
  return {
    can: {},
    id: wireId(version, user.id),
    first_name: user.firstName,
    last_name: user.lastName,
    display_name: displayName(user),
    email: user.email,
    role_ids: ids(user.roles.filter(role => !role.isByGroup).map(role => role.id)),
    group_ids: ids(user.groupIds),
    is_disabled: user.isDisabled,
    ...(version === '4.0' ? { is_service_account: user.kind === 'service' } : {}),
  }
}

/** GET /user: whom the token acts for. */
export const currentUser: Operation = {
  id: 'me',
  method: 'get',
  path: '/user',
  describes: { tag: 'User', summary: 'Get Current User', query: [FIELDS], success: 'User' },
  perform({ context, world, version }) {
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    world.stats.count('user')
    return shown(userBody(version, caller.user))
  },
}

/** The user that the path names, as far as the caller may see them: admins see everybody, others themselves. */
export function visibleUser({ context, world, version }: Call, caller: User): User | undefined {
  const user = world.directory.userAt(version, context.req.param('user_id') ?? '')
  return user && (caller.isAdmin || caller.id === user.id) ? user : undefined
}

/** GET /users/{user_id}: whom one may not see is "Not found". */
export const userById: Operation = {
  id: 'user',
  method: 'get',
  path: '/users/:user_id',
  describes: { tag: 'User', summary: 'Get User by Id', query: [FIELDS], success: 'User' },
  perform(call) {
    const caller = callerOf(call.context, call.world)
    if (!caller) return requiresAuthentication()
    const user = visibleUser(call, caller.user)
    if (!user) return notFound()
    call.world.stats.count('users')
    return shown(userBody(call.version, user))
  },
}
