import type { Handler } from 'hono'
import { callerOf } from '../app/authenticate'
import { type AppTypes, type World, wireId } from '../app/world'
import { json, notFound, requiresAuthentication } from '../http/answers'
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

/** Of the parts of a role, those that `fields` names; all where it names none. */
function only(fields: string | undefined, body: object): object {
  if (fields === undefined || fields === '') return body
  const wanted = new Set(fields.split(',').map(name => name.trim()))
  return Object.fromEntries(Object.entries(body).filter(([name]) => wanted.has(name)))
}

/** GET /users/{user_id}/roles: direct ones and those by group, unless `direct_association_only`; visible are the users that GET /users/{user_id} shows. */
export function userRoles(world: World, version: ApiVersion): Handler<AppTypes> {
  return context => {
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    const user = visibleUser(world, version, caller.user, context.req.param('user_id') ?? '')
    if (!user) return notFound()
    world.stats.count('roles')
    const directOnly = context.req.query('direct_association_only') === 'true'
    const roles = user.roles.filter(role => !(directOnly && role.isByGroup))
    const fields = context.req.query('fields')
    return json(
      200,
      roles.map(role => only(fields, roleBody(version, role))),
    )
  }
}
