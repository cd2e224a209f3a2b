import { callerOf } from '../app/authenticate'
import { wireId } from '../app/world'
import { requiresAuthentication } from '../http/answers'
import { jsonOf } from '../http/request-body'
import { isRecord } from '../input/check'
import type { Call, Operation } from '../operations/operation'
import { refused, type Shown, shown, validationFailed } from '../operations/result'
import type { LiveToken } from '../tokens/tokens'

function showSession({ world, version }: Call, caller: LiveToken): Shown {
  world.stats.count('session')
  return shown({
    can: {},
    workspace_id: caller.workspace,
    sudo_user_id: caller.mintedBy ? wireId(version, caller.mintedBy.user.id) : null,
  })
}

/** GET /session: the workspace of the token that is sent. */
export const readSession: Operation = {
  id: 'session',
  method: 'get',
  path: '/session',
  describes: { tag: 'Session', summary: 'Get Session', success: 'ApiSession' },
  perform(call) {
    const caller = callerOf(call.context, call.world)
    return caller ? showSession(call, caller) : requiresAuthentication()
  },
}

/** PATCH /session moves the token that is sent, and no other, to a workspace. */
export const updateSession: Operation = {
  id: 'update_session',
  method: 'patch',
  path: '/session',
  describes: { tag: 'Session', summary: 'Update Session', body: 'WriteApiSession', success: 'ApiSession' },
  perform(call) {
    const caller = callerOf(call.context, call.world)
    if (!caller) return requiresAuthentication()
    const body = jsonOf(call.context.env.bodyText)
    if (!isRecord(body)) return refused(400, 'The body must be a JSON object')
    const workspace = body.workspace_id ?? caller.workspace
    if (workspace !== 'production' && workspace !== 'dev') {
      const message = 'workspace_id must be "production" or "dev"'
      return validationFailed([{ field: 'workspace_id', code: 'invalid', message }])
    }
    caller.workspace = workspace
    return showSession(call, caller)
  },
}
