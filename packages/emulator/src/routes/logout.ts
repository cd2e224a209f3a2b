import { callerOf } from '../app/authenticate'
import { noContent, requiresAuthentication } from '../http/answers'
import type { Operation } from '../operations/operation'
import { notFound } from '../operations/result'

/** DELETE /logout ends the token that is sent. A dead one is "Not found". */
export const logout: Operation = {
  id: 'logout',
  method: 'delete',
  path: '/logout',
  describes: { tag: 'ApiAuth', summary: 'Logout', success: 'nothing' },
  perform({ context, world }) {
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
  },
}
