import { effect } from '@preact/signals'
import type { RenewalFault } from '../../shared/messages'
import { createRunner } from '../actions/run'
import type { Model } from '../model'
import { ServerError, server } from '../server'
import { seconds } from '../words'
import type { EmbedView } from './embed-view'

/** What the buttons do. Each tells its outcome in the model; none rejects. */
export function createEmbedActions(model: Model, view: EmbedView) {
  const { run } = createRunner(model)

  async function advance(ms: number): Promise<string> {
    model.learn(await server.advance(ms))
    return `It is ${seconds(ms)} later, for Looker, the server and every tab.`
  }

  return {
    show: (id: string, element: HTMLElement): Promise<void> =>
      // A frame whose page does not answer would keep the other buttons waiting.
      view
        .show(id, element)
        .catch(() => run('Show the dashboard', 0, () => Promise.reject(new ServerError(noTokens)))),
    /** Less than the tokens have left, of any frame. */
    passSomeTime: () =>
      run('Let 15 s pass', 0, async (_, signal) => {
        const { renewed } = view.counts.value
        const wasLive = view.frame.value === 'live'
        const passed = await advance(15_000)
        if (!wasLive) return `${passed} The frame is not live: show the dashboard again.`
        // Another 15 s before that could be too much.
        await until(() => view.counts.value.renewed > renewed || view.frame.value !== 'live', signal)
        return view.frame.value === 'live' ? `${passed} The frame got new tokens and goes on.` : passed
      }),
    passExpiry: () =>
      run('Let 60 s pass', 0, async () => {
        const passed = await advance(60_000)
        return `${passed} The tokens of all frames have expired. Show the dashboard again, and it joins the same embed session.`
      }),
    failNext: (kind: RenewalFault) =>
      run(kind === 'drop' ? 'Drop the next renewal' : 'Limit the next renewal', 0, async () => {
        await server.failNextRenewal(kind)
        return 'It happens when a frame next asks for new tokens, within 20 s. See what happened: the server tries again, and the frame goes on.'
      }),
    endAtLooker: () =>
      run('End the session at Looker', 0, async () => {
        const { revoked } = await view.server.endAtLooker()
        return revoked > 0
          ? 'Looker has ended the embed session, and the server has not heard of it. Show the dashboard again, and the server makes another one.'
          : 'Looker knew no embed session of this user. Show the dashboard again, and the server makes one.'
      }),
    signOut: () =>
      run('Sign out', 0, async () => {
        const { revoked } = await view.server.signOut()
        view.signedOut.value = true
        return `The session of the application is over, and ${revoked ? 'Looker has ended its embed session' : 'no embed session was ended at Looker'}.`
      }),
  }
}

/** Waits until it is so, or until the action is stopped. */
async function until(isSo: () => boolean, stopped: AbortSignal): Promise<void> {
  let end = (): void => undefined
  await new Promise<void>(resolve => {
    stopped.addEventListener('abort', () => resolve(), { once: true })
    end = effect(() => {
      if (isSo()) resolve()
    })
  })
  end()
}

export type EmbedActions = ReturnType<typeof createEmbedActions>

const noTokens = {
  code: 'acquire_failed',
  message: 'The official client got no tokens for a frame.',
  hint: 'Read what happened: it has the code of the failure. Then show the dashboard again; after a sign-out, sign in first.',
}
