import { callerOf } from '../../app/authenticate'
import { json, noContent, requiresAuthentication } from '../../http/answers'
import { type Call, FIELDS, type Operation } from '../../operations/operation'
import { notFound, type Result } from '../../operations/result'
import type { User } from '../../users/directory'
import { visibleUser } from '../users'
import { appOf, endGrants, endGrantsOfUser, forAdmins, guidOf } from './client-app-access'

const VERSIONS = ['4.0'] as const
const USER_PATH = '/oauth_client_apps/:client_guid/users/:user_id'

/** Ends all codes, access tokens and refresh tokens of the application, for all users. */
export const invalidateTokens: Operation = {
  id: 'invalidate_tokens',
  method: 'delete',
  path: '/oauth_client_apps/:client_guid/tokens',
  versions: VERSIONS,
  describes: { tag: 'Auth', summary: 'Invalidate Tokens', success: 'nothing' },
  perform: forAdmins(call =>
    appOf(call, app => {
      endGrants(call.world, app)
      call.world.stats.count('oauth_client_apps')
      return noContent()
    }),
  ),
}

/** Admins act for every user, others for themselves. */
const forUser =
  (work: (call: Call, user: User | undefined) => Result): Operation['perform'] =>
  call => {
    const caller = callerOf(call.context, call.world)
    if (!caller) return requiresAuthentication()
    const user = visibleUser(call, caller.user)
    return user || caller.user.isAdmin ? work(call, user) : notFound()
  }

/** Notes that the user let the application act for them. */
export const activateAppUser: Operation = {
  id: 'activate_app_user',
  method: 'post',
  path: USER_PATH,
  versions: VERSIONS,
  describes: { tag: 'Auth', summary: 'Activate OAuth App User', query: [FIELDS], success: 'text' },
  perform: forUser((call, user) =>
    appOf(call, app => {
      if (!user) return notFound()
      app.activatedUserIds.add(user.id)
      call.world.stats.count('oauth_client_apps')
      return json(200, '')
    }),
  ),
}

/** Ends what the application was granted for the user. An application or a user that is not there is no error. */
export const deactivateAppUser: Operation = {
  id: 'deactivate_app_user',
  method: 'delete',
  path: USER_PATH,
  versions: VERSIONS,
  describes: { tag: 'Auth', summary: 'Deactivate OAuth App User', query: [FIELDS], success: 'nothing' },
  perform: forUser((call, user) => {
    const app = call.world.oauth.apps.get(guidOf(call))
    if (app && user) {
      app.activatedUserIds.delete(user.id)
      endGrantsOfUser(call.world, app, user)
    }
    call.world.stats.count('oauth_client_apps')
    return noContent()
  }),
}
