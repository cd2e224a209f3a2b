import { notUnderstood, readBody } from '../page-endpoint/read-body.js'
import type { Refusal } from '../page-endpoint/refusal.js'
import type { TokenRequest } from '../protocol/backend.js'
import type { Clock } from '../runtime/clock.js'
import { names } from './names.js'

const mostBytes = 4096

/**
 * What the page asks for.
 *
 * @throws Refusal `request_refused`; AuthError `configuration` where the application read the body before.
 */
export async function readTokenRequest(request: Request, clock: Clock): Promise<TokenRequest> {
  const { operation, user_id, workspace, rejected } = await readBody(request, mostBytes, clock, names)
  if (operation !== 'token' && operation !== 'sign_out')
    throw refuse('It asks for an operation that is not known.')
  if (typeof user_id !== 'string') throw refuse('It does not say for whom.')
  if (workspace !== undefined && workspace !== 'dev' && workspace !== 'production') {
    throw refuse('It names a workspace that is not known.')
  }
  if (rejected !== undefined && !(typeof rejected === 'string' && /^[0-9a-f]{64}$/.test(rejected))) {
    throw refuse('What it says of a rejected token is no hash.')
  }
  return { operation, user_id, workspace, rejected }
}

function refuse(why: string): Refusal {
  return notUnderstood(names, why)
}
