import type { Context, Handler } from 'hono'
import type { AppTypes, World } from '../app/world'
import { notFound, tooManyRequests } from '../http/answers'
import { formOf } from '../http/request-body'
import type { ApiVersion } from '../release'
import { accessToken } from './access-token'

/** The body's value wins; the query fills in what the body lacks. */
function credential(context: Context<AppTypes>, form: URLSearchParams, name: string): string {
  return form.get(name) ?? context.req.query(name) ?? ''
}

/** POST /login: an API key becomes a token. Wrong, missing and disabled users' keys are all "Not found". */
export function login(world: World, version: ApiVersion): Handler<AppTypes> {
  return context => {
    if (!world.mayLogIn()) return tooManyRequests(world.settings.retryAfterSeconds)
    const form = formOf(context.req.header('content-type'), context.env.bodyText)
    const user = world.directory.userOfKey(
      credential(context, form, 'client_id'),
      credential(context, form, 'client_secret'),
    )
    if (!user || user.isDisabled) return notFound()
    world.stats.count('login')
    return accessToken(context, world, version, world.tokens.grant(user))
  }
}
