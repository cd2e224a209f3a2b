import { AuthError } from '../errors/auth-error.js'
import { parseJson } from '../protocol/answers/access-token.js'
import type { TokenRequest } from '../protocol/backend.js'
import type { Clock } from '../runtime/clock.js'
import { readTextWithin } from '../transport/read-text.js'
import { Refusal } from './refusal.js'

const mostBytes = 4096
/** A page sends it at once; the server waits no longer for it, in milliseconds. */
const longestMs = 10_000

/**
 * What the page asks for.
 *
 * @throws Refusal `request_refused`; AuthError `configuration` where the application read the body before.
 */
export async function readTokenRequest(request: Request, clock: Clock): Promise<TokenRequest> {
  if (request.bodyUsed) throw readBefore()
  const reading = readTextWithin(request, mostBytes, clock, longestMs)
  const { text, tooLong } = await reading.catch(() => {
    throw refuse('Its body did not arrive.')
  })
  const body = tooLong ? undefined : parseJson(text)
  if (typeof body !== 'object' || body === null) throw refuse('Its body is not JSON, or is too long.')
  const { operation, user_id, workspace, rejected } = body as Record<string, unknown>
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
  return new Refusal('request_refused', {
    message: `The token endpoint does not understand this request. ${why}`,
    hint: 'Ask through backendGrant() of the same version.',
    kind: why,
  })
}

function readBefore(): AuthError {
  return new AuthError('configuration', {
    message: 'The body of the token request was read before the token endpoint could read it.',
    hint: 'Read a copy in userFor, or in what runs before the endpoint: request.clone().',
  })
}
