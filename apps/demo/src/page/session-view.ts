import type { Session, SessionEvent } from '@looker-auth/browser'
import { signal } from '@preact/signals'
import { watchTokens } from '../shared/watch-tokens'
import { isReason, type Passage, reasonOf } from './machine/ways'
import type { Model } from './model'
import { words } from './words'

const mostPassages = 3

/** What of the page's session is shown: its state, and how it came there. */
export function viewSession(model: Model, session: Session, pattern: 'backend' | 'oauth') {
  const state = signal(session.state)
  const passages = signal<readonly Passage[]>([])
  let count = 0
  // A session reports the event of a step before it tells its subscribers of the new state.
  let cause: SessionEvent | undefined

  const endings = [
    session.subscribe(() => {
      const { status: from } = state.value
      const { status: to } = session.state
      state.value = session.state
      const reason = reasonOf(from, to, cause)
      cause = undefined
      if (reason === undefined) return
      count++
      passages.value = [...passages.value, { number: count, from, to, reason }].slice(-mostPassages)
      if (from !== to) model.say(`${words(from)} → ${words(to)}`)
    }),
    session.onEvent(event => {
      if (isReason(event)) cause = event
      if (pattern === 'oauth' && 'source' in event && event.source === 'login') model.pageLogins.value++
      model.say(sentenceOf(event, pattern))
    }),
    watchTokens(session, 'page', model.now, model.token),
  ]
  return {
    session,
    pattern,
    state,
    passages,
    end(): void {
      for (const end of endings) end()
    },
  }
}

export type SessionView = ReturnType<typeof viewSession>

/** What happened, for somebody who watches. */
function sentenceOf(event: SessionEvent, pattern: 'backend' | 'oauth'): string {
  const giver = pattern === 'backend' ? "The application's server" : 'Looker'
  switch (event.type) {
    case 'granted':
      return event.source === 'login'
        ? `${giver} gave a token.`
        : 'Took up the token that this browser keeps.'
    case 'renewed':
      return event.source === 'login'
        ? `${giver} gave a newer token.`
        : 'Took up the token that another tab got.'
    case 'grant_failed':
      if (event.error.code === 'sign_in_required') return 'Nobody has signed in here yet.'
      return `No token: ${event.error.code}.${event.tokenKept ? ' The one that is still valid stays in use.' : ''}`
    case 'rejected':
      return event.renewing
        ? 'Looker refused the token: getting another one.'
        : 'Looker refused the token again.'
    case 'signed_out':
      return event.reason === 'logout' ? 'Signed out here.' : 'Signed out elsewhere, so here too.'
    case 'dropped':
      return 'The sign-in was ended elsewhere.'
    case 'revoked':
      return event.error === undefined
        ? 'The token was ended at Looker.'
        : 'The token could not be ended at Looker.'
    case 'record_set_aside':
      return `A stored token was not used: ${words(event.reason)}.`
    case 'store_failure':
      return "This browser's storage failed; going on from memory."
    case 'store_recovered':
      return "This browser's storage works again."
    case 'workspace_reset':
      return `The new token was moved to the workspace ${event.workspace}.`
    case 'setting_ignored':
      return `A call's setting ${event.setting} was not followed. ${event.hint}`
  }
}
