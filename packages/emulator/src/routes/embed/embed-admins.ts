import { callerOf } from '../../app/authenticate'
import { FORBIDDEN, requiresAuthentication } from '../../http/answers'
import type { Call, Operation } from '../../operations/operation'
import { type Refused, type Result, refused, validationFailed } from '../../operations/result'
import type { LiveToken } from '../../tokens/tokens'

/** Only admins embed users. */
export const forEmbedAdmins =
  (work: (call: Call, caller: LiveToken) => Result): Operation['perform'] =>
  call => {
    const caller = callerOf(call.context, call.world)
    if (!caller) return requiresAuthentication()
    return caller.user.isAdmin ? work(call, caller) : refused(403, FORBIDDEN)
  }

export const missingUser = (): Refused =>
  validationFailed([
    { field: 'external_user_id', code: 'missing_field', message: 'external_user_id is missing' },
  ])
