import { AuthError, type AuthErrorCode } from '@looker-auth/browser'
import type { ToldError } from '../shared/messages'
import { ServerError } from './server'

/** Something that went wrong, as a user would want it told. */
export interface Problem {
  readonly what: string
  readonly code: string
  readonly toDo: string
  /** When the same may work, in milliseconds from then. */
  readonly retryAfterMs?: number | undefined
}

/** What the user of a page can do, where an error's hint is for whoever writes the application. */
const forUsers: Partial<Record<AuthErrorCode, string>> = {
  unavailable: 'Looker may be restarting or overloaded: call again later.',
  network: 'Check the connection, then call again.',
  rate_limited: 'Wait, then call again.',
  sign_in_required: 'Sign in; where nothing here asks you to, reload the page.',
  signed_out: 'Press Sign in.',
  identity_changed: 'Reload the page: it is then that of whoever is signed in now.',
  user_not_allowed: 'Switch to a user who is no administrator: pages get no tokens of theirs.',
  unknown_user: 'Switch to another user: this one is disabled, or not in Looker.',
  refresh_token_lost: 'Sign in again.',
  state_mismatch: 'Begin again, and do not go back to the pages of a sign-in that is over.',
  access_denied: 'Sign in again, and allow it.',
  code_rejected: 'Begin again: the sign-in took too long, or was completed before.',
}

/** What an error of the server's means. */
export function problemOfTold({ code, message, hint }: ToldError): Problem {
  return { what: message.replace(hint, '').trim(), code, toDo: hint }
}

/** What an error means. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ServerError) return problemOfTold(error.told)
  if (AuthError.is(error)) {
    const { code, message, hint, serverMessage, retryAfterMs } = error
    // Our own server's messages end with the same hint, and often are the same sentence: once is enough.
    const said = serverMessage?.replace(hint, '').trim() ?? ''
    const quoted = said === '' || message.startsWith(said) ? '' : ` ${JSON.stringify(said)}`
    const what = message.slice(0, -hint.length).replace(` ${JSON.stringify(serverMessage)}`, quoted)
    return { what: what.trim(), code, toDo: forUsers[code] ?? hint, retryAfterMs }
  }
  // All that a browser tells of a fetch that failed, whether for the network or for CORS.
  if (error instanceof TypeError) {
    return {
      what: 'The call did not reach Looker, or no answer came back.',
      code: 'network',
      toDo: 'Check the connection, and that Looker lets this page in (its embedded domain allowlist); then call again. The token is kept.',
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
