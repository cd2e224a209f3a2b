import type { Handler } from 'hono'
import { callerOf } from '../app/authenticate'
import type { AppTypes, World } from '../app/world'
import { noContent, notFound, requiresAuthentication } from '../http/answers'

/** DELETE /logout ends the token that is sent. A dead one is "Not found". */
export function logout(world: World): Handler<AppTypes> {
  return context => {
    if (context.req.header('authorization') === undefined) return requiresAuthentication()
    const caller = callerOf(context, world)
    if (!caller) return notFound()
    world.tokens.end(caller.token)
    const { signIn } = caller
    if (signIn && world.settings.logoutEndsRefreshToken) {
      world.oauth.refreshTokens.endOf(other => other === signIn)
    }
    if (world.settings.adminLogoutEndsSudo) world.tokens.endMintedBy(caller)
    world.stats.count('logout')
    return noContent()
  }
}
