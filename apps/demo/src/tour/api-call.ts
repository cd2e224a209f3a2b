import { AuthError } from '@looker-auth/node'

const mostBytes = 1_000_000

/** Sends a request of the tour's own. What fails on the way is told as the library tells of its own requests. */
export async function sent(what: string, send: () => Promise<Response>): Promise<Response> {
  try {
    return await send()
  } catch (error) {
    throw AuthError.is(error) ? error : brokenOff(what, error)
  }
}

/** The user that an answer to GET /user names. */
export async function userIn(response: Response): Promise<string> {
  const what = 'GET /user'
  if (!response.ok) throw await unexpected(what, response)
  const text = await textOf(what, response)
  const { id, display_name } = recordOf(text, response.status)
  if (typeof id !== 'string' && typeof id !== 'number') throw notLooker(what, response.status)
  return `user ${id}${typeof display_name === 'string' && display_name ? `, ${display_name}` : ''}`
}

/** What an answer that nobody expects means. Its body is not shown: it may hold what was sent. */
export async function unexpected(what: string, response: Response): Promise<AuthError> {
  await response.body?.cancel().catch(() => undefined)
  const { status } = response
  const message = `${what} was answered in a way that the tour did not expect.`
  if (status === 401) return new AuthError('token_rejected', { status })
  if (status === 429) return new AuthError('rate_limited', { status })
  if (status >= 500) return new AuthError('unavailable', { message, status })
  if (status < 400) return notLooker(what, status)
  return new AuthError('request_refused', {
    message,
    status,
    hint: 'Check base_url and the API version, and that the user may call this.',
  })
}

function notLooker(what: string, status: number): AuthError {
  return new AuthError('not_looker_api', {
    message: `${what} was not answered with the JSON of the Looker API.`,
    status,
  })
}

function brokenOff(what: string, error: unknown): AuthError {
  const code = codeOf(error)
  return new AuthError('network', {
    message: `${what} failed: the connection could not be made, or broke off${code && ` (${code})`}.`,
  })
}

/** The system's name for a failure, as ECONNRESET, also where it lies below. */
function codeOf(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 3) return ''
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : codeOf(cause, depth + 1)
}

async function textOf(what: string, response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength
      if (bytes > mostBytes) break
      text += decoder.decode(chunk, { stream: true })
    }
  } catch (error) {
    throw brokenOff(what, error)
  }
  if (bytes > mostBytes) throw notLooker(what, response.status)
  return text + decoder.decode()
}

function recordOf(text: string, status: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // The parser's own message shows a part of the text.
  }
  throw notLooker('GET /user', status)
}
