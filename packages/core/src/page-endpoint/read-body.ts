import { AuthError } from '../errors/auth-error.js'
import { parseJson } from '../protocol/answers/access-token.js'
import type { Clock } from '../runtime/clock.js'
import { readTextWithin } from '../transport/read-text.js'
import type { EndpointNames } from './endpoint-names.js'
import { Refusal } from './refusal.js'

/** A page sends it at once; the server waits no longer for it, in milliseconds. */
const longestMs = 10_000

/**
 * The JSON object that the page sent.
 *
 * @throws Refusal `request_refused`; AuthError `configuration` where the application read the body before.
 */
export async function readBody(
  request: Request,
  mostBytes: number,
  clock: Clock,
  names: EndpointNames,
): Promise<Record<string, unknown>> {
  if (request.bodyUsed) throw readBefore(names)
  const reading = readTextWithin(request, mostBytes, clock, longestMs)
  const { text, tooLong } = await reading.catch(() => {
    throw notUnderstood(names, 'Its body did not arrive.')
  })
  const body = tooLong ? undefined : parseJson(text)
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>
  throw notUnderstood(names, 'Its body is not JSON, or is too long.')
}

export function notUnderstood({ endpoint, client }: EndpointNames, why: string): Refusal {
  return new Refusal('request_refused', {
    message: `The ${endpoint} does not understand this request. ${why}`,
    hint: `Ask through ${client} of the same version.`,
    kind: why,
  })
}

function readBefore({ endpoint, userOption }: EndpointNames): AuthError {
  return new AuthError('configuration', {
    message: `The body of the request was read before the ${endpoint} could read it.`,
    hint: `Read a copy in ${userOption}, or in what runs before the endpoint: request.clone().`,
  })
}
