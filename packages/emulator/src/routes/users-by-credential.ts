import { callerOf } from '../app/authenticate'
import { wireId } from '../app/world'
import { FORBIDDEN, requiresAuthentication } from '../http/answers'
import { jsonOf } from '../http/request-body'
import { isRecord } from '../input/check'
import { FIELDS, type Operation } from '../operations/operation'
import { notFound, refused, shown, validationFailed } from '../operations/result'
import { displayName } from '../users/directory'
import { userBody } from './users'

/** GET /users/credential/{credential_type}/{credential_id}: the user whom another system knows by that id. Admins see everybody, others nobody. */
export const userForCredential: Operation = {
  id: 'user_for_credential',
  method: 'get',
  path: '/users/credential/:credential_type/:credential_id',
  describes: { tag: 'User', summary: 'Get User by Credential Id', query: [FIELDS], success: 'User' },
  perform({ context, world, version }) {
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    const { credential_type: type, credential_id: id } = context.req.param() as Record<string, string>
    const user = caller.user.isAdmin && world.directory.userWithCredential(type ?? '', id ?? '')
    if (!user) return notFound()
    world.stats.count('users_by_credential')
    return shown(userBody(version, user))
  },
}

/** POST /users/embed_user: makes the embed user of an external id, unless there is one. */
export const createEmbedUser: Operation = {
  id: 'create_embed_user',
  method: 'post',
  path: '/users/embed_user',
  versions: ['4.0'],
  describes: {
    tag: 'User',
    summary: 'Create an embed user from an external user ID',
    body: 'CreateEmbedUserRequest',
    success: 'UserPublic',
  },
  perform({ context, world, version }) {
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    if (!caller.user.isAdmin) return refused(403, FORBIDDEN)
    const body = jsonOf(context.env.bodyText)
    const externalUserId = isRecord(body) ? body.external_user_id : undefined
    if (typeof externalUserId !== 'string' || externalUserId === '') {
      const message = 'external_user_id must be a string that is not empty'
      return validationFailed([{ field: 'external_user_id', code: 'missing_field', message }])
    }
    const user = world.directory.embedUser(externalUserId)
    world.stats.count('embed_users')
    const { firstName, lastName } = user
    return shown({
      can: {},
      id: wireId(version, user.id),
      first_name: firstName,
      last_name: lastName,
      display_name: displayName(user),
    })
  },
}
