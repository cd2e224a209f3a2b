import { AuthError } from '@looker-auth/node'
import { untilInterrupted } from '../terminal/until-interrupted.js'

/** How long a person may take to sign in, in milliseconds. */
const longestMs = 5 * 60_000

/**
 * The first of the answers.
 *
 * @throws AuthError `timeout` after 5 minutes; the signal's reason when it aborts.
 */
export function firstWithinTime<T>(
  answers: readonly Promise<T>[],
  signal: AbortSignal,
  boundMs: number = longestMs,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const bound = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(boundMs)), boundMs)
  })
  return untilInterrupted(Promise.race([...answers, bound]), signal).finally(() => clearTimeout(timer))
}

function tooSlow(boundMs: number): AuthError {
  return new AuthError('timeout', {
    message: `No answer of Looker came back within ${Math.ceil(boundMs / 60_000)} minutes.`,
    hint: 'Run the command again, and finish the sign-in in the browser. If Looker showed an error there, give --client-id and --port of an OAuth application that is registered in Looker; com.looker.cli is, from release 26.10 on.',
  })
}
