import type { Handler } from 'hono'
import { callerOf } from '../app/authenticate'
import { type AppTypes, type World, wireId } from '../app/world'
import { json, refusal, requiresAuthentication, validationFailed } from '../http/answers'
import { jsonOf } from '../http/request-body'
import { isRecord } from '../input/check'
import type { ApiVersion } from '../release'
import type { LiveToken } from '../tokens/tokens'

function sessionAnswer(world: World, version: ApiVersion, caller: LiveToken): Response {
  world.stats.count('session')
  return json(200, {
    can: {},
    workspace_id: caller.workspace,
    sudo_user_id: caller.mintedBy ? wireId(version, caller.mintedBy.user.id) : null,
  })
}

/** GET /session: the workspace of the token that is sent. */
export function readSession(world: World, version: ApiVersion): Handler<AppTypes> {
  return context => {
    const caller = callerOf(context, world)
    return caller ? sessionAnswer(world, version, caller) : requiresAuthentication()
  }
}

/** PATCH /session moves the token that is sent, and no other, to a workspace. */
export function updateSession(world: World, version: ApiVersion): Handler<AppTypes> {
  return context => {
    const caller = callerOf(context, world)
    if (!caller) return requiresAuthentication()
    const body = jsonOf(context.env.bodyText)
    if (!isRecord(body)) return refusal(400, 'The body must be a JSON object')
    const workspace = body.workspace_id ?? caller.workspace
    if (workspace !== 'production' && workspace !== 'dev') {
      const message = 'workspace_id must be "production" or "dev"'
      return validationFailed([{ field: 'workspace_id', code: 'invalid', message }])
    }
    caller.workspace = workspace
    return sessionAnswer(world, version, caller)
  }
}
