import { describeUser, userOf } from '../../commands/user.js'
import type { Step } from '../step.js'

export const userStep: Step = {
  name: 'user',
  title: 'User',
  skip: ({ session, blocked, keyFault }) =>
    session === undefined ? (blocked ?? keyFault ?? 'there is no sign-in') : undefined,
  async run({ facts: { session }, signal }) {
    if (session === undefined) return { status: 'ok', lines: [] }
    const user = await userOf(session, signal)
    const line = `Requests run as ${describeUser(user)}.`
    const { is_disabled: isDisabled } = user as { readonly is_disabled?: unknown }
    if (isDisabled !== true) return { status: 'ok', lines: [line], facts: { user } }
    return {
      status: 'failed',
      lines: [line, 'This user is disabled.'],
      next: `Let an administrator of Looker enable user ${user.id} (Admin, Users), or use the API key of another user.`,
      code: 'user_disabled',
      facts: { user },
    }
  },
}
