import {
  AuthError,
  createSession,
  type Fetch,
  nodeFetch,
  resolveSettings,
  type Session,
} from '@looker-auth/node'
import { sent, userIn } from './api-call'
import type { Instance } from './instance'
import type { Mask } from './mask'
import { createTally } from './tally'
import type { Transcript } from './transcript'

const callsAtOnce = 100

/** Shows what a session does by itself: one login for many callers, two users at once, revocation and expiry survived. */
export async function takeSessionTour(
  instance: Instance,
  userId: string,
  transcript: Transcript,
  mask: Mask,
): Promise<void> {
  const { settings, clock, letPass } = instance
  const connection = nodeFetch(resolveSettings(instance.connection))
  const tally = createTally(connection, mask)
  const looker = createSession({ ...settings, fetch: tally.fetch, ...(clock && { clock }) })
  const show = (outcome: string): void => {
    for (const line of tally.take()) transcript.tally(line)
    transcript.outcome(outcome)
  }
  try {
    transcript.step(`A session: ${callsAtOnce} calls at once, one login`)
    const answers = await Promise.all(Array.from({ length: callsAtOnce }, () => nameOf(looker)))
    show(`each was answered as ${only(answers)}`)

    transcript.step(`Two users at once: user ${userId} and the API key's own`)
    const user = looker.as(userId)
    const mixed = await Promise.all(Array.from({ length: 20 }, (_, i) => nameOf(i % 2 ? user : looker)))
    show(`in turn ${only(mixed.filter((_, i) => i % 2 === 0))} and ${only(mixed.filter((_, i) => i % 2))}`)

    transcript.step("The user's token is revoked behind the session's back")
    await revoke(connection, instance, await user.token())
    const revoked = await Promise.all(Array.from({ length: callsAtOnce }, () => nameOf(user)))
    show(`renewed once, and each of ${callsAtOnce} calls was answered as ${only(revoked)}`)

    transcript.step('An hour passes: all tokens expire')
    if (letPass === undefined) transcript.outcome('left out: only the emulator lets time pass')
    else {
      letPass(3_600_000)
      show(
        `renewed before anything was sent with a dead token: ${await nameOf(user)}, ${await nameOf(looker)}`,
      )
    }

    transcript.step('Sign both out')
    await user.logout()
    await looker.logout()
    show(`every use now fails: ${await refusalOf(user)}`)
  } finally {
    await looker.close()
    connection.close()
  }
}

async function nameOf(session: Session): Promise<string> {
  return userIn(await sent('GET /user', () => session.fetch('/user')))
}

/** The one answer that all calls got. */
function only(answers: readonly string[]): string {
  const [first, ...others] = new Set(answers)
  if (first === undefined || others.length > 0)
    throw new Error(`Calls were answered as ${[first, ...others].join(' and as ')}`)
  return first
}

async function revoke(fetch: Fetch, { settings }: Instance, token: string): Promise<void> {
  const { baseUrl, apiVersion } = resolveSettings(settings)
  const headers = { authorization: `token ${token}` }
  const response = await sent('DELETE /logout', () =>
    fetch(`${baseUrl}/api/${apiVersion}/logout`, { method: 'DELETE', headers }),
  )
  await response.body?.cancel()
}

async function refusalOf(session: Session): Promise<string> {
  try {
    await session.token()
  } catch (error) {
    if (AuthError.is(error)) return error.code
    throw error
  }
  throw new Error('A session that was signed out still gives a token.')
}
