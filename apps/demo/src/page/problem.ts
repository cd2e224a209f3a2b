import { AuthError } from '@looker-auth/browser'

/** Something that went wrong, as a user would want it told. */
export interface Problem {
  readonly what: string
  readonly code: string
  readonly toDo: string
  /** When the same may work, in milliseconds from then. */
  readonly retryAfterMs?: number | undefined
}

/** What an error means. */
export function problemOf(error: unknown): Problem {
  if (AuthError.is(error)) {
    const { code, message, hint, serverMessage, retryAfterMs } = error
    // What our own server said in the same words need not be said twice.
    const repeated = serverMessage !== undefined && message.startsWith(serverMessage.trim())
    const once = repeated ? message.replace(` ${JSON.stringify(serverMessage)}`, '') : message
    return { what: once.replace(hint, '').trim(), code, toDo: hint, retryAfterMs }
  }
  if (error instanceof TypeError) {
    return {
      what: 'The call did not reach Looker, or no answer came back.',
      code: 'network',
      toDo: 'Check the connection, then call again. The token is kept.',
    }
  }
  return {
    what: error instanceof Error ? error.message : String(error),
    code: 'unexpected',
    toDo: 'Reload the page; if it stays so, start the demo again.',
  }
}

/** What an answer means that is no success: it is the caller's own, for a session repeats no calls but after a 401. */
export function problemOfAnswer(response: Response): Problem {
  const { status, headers } = response
  const code = `HTTP ${status}`
  const isHtml = headers.get('content-type')?.includes('html') ?? false
  const waitSeconds = Number(headers.get('retry-after') ?? Number.NaN)
  if (isHtml) {
    return {
      what: 'A web page answered in place of the API.',
      code,
      toDo: 'Check the base URL, and what stands between here and Looker. The token is kept.',
    }
  }
  if (status === 429) {
    return {
      what: 'Looker limits how often it may be called.',
      code,
      toDo: 'Call again later: your own calls are never repeated behind your back.',
      ...(Number.isFinite(waitSeconds) && { retryAfterMs: waitSeconds * 1000 }),
    }
  }
  if (status >= 500) return { what: 'Looker failed.', code, toDo: 'Call again later. The token is kept.' }
  return { what: 'Looker refused the call.', code, toDo: "Read Looker's answer." }
}
