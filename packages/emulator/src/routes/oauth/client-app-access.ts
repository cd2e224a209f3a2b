import { callerOf } from '../../app/authenticate'
import type { World } from '../../app/world'
import { requiresAuthentication } from '../../http/answers'
import type { OauthClientApp } from '../../oauth/client-app'
import type { WhichSignIns } from '../../oauth/sign-in'
import type { Call, Operation } from '../../operations/operation'
import { notFound, type Result } from '../../operations/result'
import { displayName, type User } from '../../users/directory'

/** Only admins get to the applications; for others there are none. */
export const forAdmins =
  (work: (call: Call) => Result): Operation['perform'] =>
  call => {
    const caller = callerOf(call.context, call.world)
    if (!caller) return requiresAuthentication()
    return caller.user.isAdmin ? work(call) : notFound()
  }

export const guidOf = ({ context }: Call): string => context.req.param('client_guid') ?? ''

/** Works on the application that the path names. */
export function appOf(call: Call, work: (app: OauthClientApp) => Result): Result {
  const app = call.world.oauth.apps.get(guidOf(call))
  return app ? work(app) : notFound()
}

// The latest time that a Date can be.
const LAST_DATE_MS = 8.64e15

const publicUser = (user: User) => ({
  can: {},
  id: user.id,
  first_name: user.firstName,
  last_name: user.lastName,
  display_name: displayName(user),
})

/** The application as Looker's API shows it. */
export const wireApp = ({ directory }: World, app: OauthClientApp) => ({
  can: {},
  client_guid: app.clientGuid,
  redirect_uri: app.redirectUri,
  display_name: app.displayName,
  description: app.description,
  enabled: app.enabled,
  group_id: app.groupId,
  ...(app.tokensInvalidBeforeMs === undefined
    ? {}
    : { tokens_invalid_before: new Date(Math.min(app.tokensInvalidBeforeMs, LAST_DATE_MS)).toISOString() }),
  activated_users: [...app.activatedUserIds].flatMap(id => directory.user(id) ?? []).map(publicUser),
})

function endOf({ oauth, tokens }: World, isMeant: WhichSignIns): void {
  oauth.codes.endOf(isMeant)
  oauth.refreshTokens.endOf(isMeant)
  tokens.endOf(isMeant)
}

/** Ends the codes, access tokens and refresh tokens of an application, for all users. */
export function endGrants(world: World, app: OauthClientApp): void {
  app.tokensInvalidBeforeMs = world.nowMs()
  endOf(world, signIn => signIn.app === app)
}

/** Ends what an application was granted for one user. */
export function endGrantsOfUser(world: World, app: OauthClientApp, user: User): void {
  endOf(world, signIn => signIn.app === app && signIn.user.id === user.id)
}
