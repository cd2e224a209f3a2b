import { callerOf } from '../app/authenticate'
import { wireId } from '../app/world'
import { requiresAuthentication } from '../http/answers'
import { FIELDS, type Operation } from '../operations/operation'
import { notFound, shown } from '../operations/result'
import type { ApiVersion } from '../release'
import type { Role } from '../users/roles'
import { visibleUser } from './users'

function roleBody(version: ApiVersion, { id, name, permissions, isBuiltIn }: Role) {
  return {
    can: {},
    id: wireId(version, id),
    name,
    permission_set: {
      can: {},
      id: wireId(version, id),
      name,
      built_in: isBuiltIn,
      all_access: id === '2' && isBuiltIn,
      permissions,
    },
  }
}

/** GET /users/{user_id}/roles: direct ones and those by group, unless `direct_association_only`; visible are the users that GET /users/{user_id} shows. */
export const userRoles: Operation = {
  id: 'user_roles',
  method: 'get',
  path: '/users/:user_id/roles',
  describes: {
    tag: 'User',
    summary: 'Get User Roles',
    query: [FIELDS, { name: 'direct_association_only', type: 'boolean' }],
    success: ['Role'],
  },
  perform(call) {
    const { context, world, version } = call
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    const user = visibleUser(call, caller.user)
    if (!user) return notFound()
    world.stats.count('roles')
    const directOnly = context.req.query('direct_association_only') === 'true'
    const roles = user.roles.filter(role => !(directOnly && role.isByGroup))
    return shown(roles.map(role => roleBody(version, role)))
  },
}
