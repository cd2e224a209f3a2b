import type { Person } from '../../shared/messages'
import type { Model } from '../model'
import { problemOf, problemOfAnswer } from '../problem'
import { server } from '../server'
import type { SessionView } from '../session-view'
import { number, seconds } from '../words'
import { callAsUsers, findDashboards } from './as-users'
import { createRunner } from './run'
import { Tally } from './tally'

/** Past the session's own expiry, so that the server's and Looker's are past too: a session stops 10 s before the end, or less. */
const beyondMs = 11_000

/** What the buttons do. Each tells its outcome in the model; none rejects. */
export function createActions(model: Model, view: SessionView) {
  const { session } = view
  const runner = createRunner(model)
  const { run, ranAs, failed, step } = runner

  async function callOnce(tally: Tally, signal: AbortSignal): Promise<void> {
    try {
      const response = await session.fetch('/user', { signal })
      model.calls.value++
      if (response.ok) {
        const person = personIn(await response.json())
        ranAs('page', person, session.state.identity.subject, tally)
      } else {
        await response.body?.cancel()
        failed('page', problemOfAnswer(response), tally)
      }
    } catch (error) {
      if (signal.aborted) return
      failed('page', problemOf(error), tally)
    } finally {
      step()
    }
  }

  /** Ends the token, and no more: whether Looker still knew it. An instance that is no emulator may end the sign-in with it. */
  async function endedAtLooker(token: string, signal: AbortSignal): Promise<boolean> {
    const { subject } = session.state.identity
    if (model.facts.emulated && subject !== undefined) {
      const { revoked } = await server.revoke(subject, { fetch: model.seams.toServer, signal })
      return revoked > 0
    }
    const response = await model.seams.toLooker(`${model.facts.lookerUrl}/api/4.0/logout`, {
      method: 'DELETE',
      headers: { authorization: `token ${token}` },
      signal,
    })
    if ([401, 404].includes(response.status)) return false
    if (!response.ok) throw new Error(`Looker answered ${response.status}.`)
    return true
  }

  async function advance(ms: number): Promise<string> {
    model.learn(await server.advance(Math.ceil(ms)))
    return `It is ${seconds(ms)} later, for Looker, the server and every tab.`
  }

  return {
    call: (count: number) =>
      run(count === 1 ? '1 call' : `${number(count)} calls at once`, count, async (tally, signal) => {
        await Promise.all(Array.from({ length: count }, () => callOnce(tally, signal)))
        return undefined
      }),
    dashboards: (userIds: readonly string[]) => findDashboards(model, runner, userIds),
    asUsers: (userIds: readonly string[]) => callAsUsers(model, runner, userIds),
    /** Behind the session's back, as an administrator or another program would. */
    revoke: () =>
      run('Revoke the token', 0, async (_, signal) => {
        if (!(await endedAtLooker(await session.token({ signal }), signal)))
          return 'Looker knew the token no longer. Call, and see.'
        model.token({ lane: 'page', atMs: model.now(), kind: 'revoked' })
        return 'Looker no longer knows the token, and the session has not heard of it. Call, and see.'
      }),
    passTime: (which: 'soft' | 'hard') =>
      run(`Move time past ${which} expiry`, 0, async () => {
        const { renewsAtMs, expiresAtMs } = session.state
        if (renewsAtMs === undefined || expiresAtMs === undefined)
          return 'There is no token yet: make a call first.'
        const leftMs =
          which === 'soft' ? renewsAtMs - model.now() + 500 : expiresAtMs - model.now() + beyondMs
        if (leftMs <= 0) return 'That time has passed already: make a call.'
        const next =
          which === 'soft' ? 'is answered with the old token and starts a renewal' : 'waits for a new token'
        return `${await advance(leftMs)} The next call ${next}.`
      }),
    /** As long as the emulator's rate limit asks to wait. */
    passSomeTime: () => run('Let 15 s pass', 0, () => advance(15_000)),
    signOut: () =>
      run('Sign out', 0, async () => {
        const { revoked } = await session.logout()
        const atLooker = revoked ? 'Looker has ended the token' : 'no token was ended at Looker'
        const still = view.pattern === 'backend' ? ' To the application you stay signed in.' : ''
        return `Every tab is signed out, and ${atLooker}.${still}`
      }),
    signInAgain: () =>
      run('Sign in', 0, async (_, signal) => {
        await session.login({ signal })
        return undefined
      }),
    show: (title: string, error: unknown): void => {
      const tally = new Tally()
      tally.failed(problemOf(error))
      model.result.value = tally.result(title)
    },
  }
}

export type Actions = ReturnType<typeof createActions>

function personIn(body: unknown): Person {
  const { id, display_name } = Object(body) as Record<string, unknown>
  return { id: String(id), name: String(display_name) }
}
