import { AuthError } from '@looker-auth/node'
import { failureOf } from '../../failures/print-failure.js'
import { ok, type Step } from '../step.js'

/** Looker's ways to say that a user has no rights for it. */
const notAllowed: readonly string[] = ['sudo_refused', 'sudo_unsupported', 'unknown_user']

export const sudoStep: Step = {
  name: 'sudo',
  title: 'Sudo',
  skip: ({ user, blocked, keyFault }, { connection }) => {
    if (user === undefined) return blocked ?? keyFault ?? 'the user is not known'
    return connection.oauth && 'a person signed in, and sudo needs an API key of an admin'
  },
  async run({ facts: { session, user }, signal }) {
    if (session === undefined || user === undefined) return ok()
    try {
      await session.as(user.id).token({ signal })
      return ok('This user may act as other users (--as ID).')
    } catch (error) {
      if (!AuthError.is(error)) throw error
      if (!notAllowed.includes(error.code)) {
        const { message, hint, code } = failureOf(error)
        return { status: 'warning', lines: [message], next: hint, code }
      }
      return ok(
        error.code === 'sudo_unsupported'
          ? 'Looker (Google Cloud core) does not let this user act as other users (--as ID).'
          : 'This user may not act as other users (--as ID). That needs the API key of an admin.',
      )
    }
  },
}
