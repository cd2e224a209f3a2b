import type { Context } from 'hono'
import type { AppTypes } from '../app/world'
import { formOf } from '../http/request-body'
import type { Operation } from '../operations/operation'
import { notFound, tooManyRequests } from '../operations/result'
import { accessToken } from './access-token'

/** The body's value wins; the query fills in what the body lacks. */
function credential(context: Context<AppTypes>, form: URLSearchParams, name: string): string {
  return form.get(name) ?? context.req.query(name) ?? ''
}

/** POST /login: an API key becomes a token. Wrong, missing and disabled users' keys are all "Not found". */
export const login: Operation = {
  id: 'login',
  method: 'post',
  path: '/login',
  describes: {
    tag: 'ApiAuth',
    summary: 'Login',
    query: [
      { name: 'client_id', type: 'string' },
      { name: 'client_secret', type: 'string' },
    ],
    success: 'AccessToken',
  },
  perform({ context, world, version }) {
    if (!world.mayLogIn()) return tooManyRequests(world.settings.retryAfterSeconds)
    const form = formOf(context.req.header('content-type'), context.env.bodyText)
    const clientId = credential(context, form, 'client_id')
    const user = world.directory.userOfKey(clientId, credential(context, form, 'client_secret'))
    if (!user || user.isDisabled) return notFound()
    world.stats.count('login')
    return accessToken(context, world, version, world.tokens.grant(user, { clientId }))
  },
}
