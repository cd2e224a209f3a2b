import type { Handler } from 'hono'
import { noContent, notFound, requiresAuthentication } from '../answers'
import { callerOf } from '../authenticate'
import type { AppTypes, World } from '../world'

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
