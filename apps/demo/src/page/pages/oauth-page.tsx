import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { createActions } from '../actions/actions'
import { completeSignIn, oauthSession } from '../auth'
import type { Model } from '../model'
import { ProblemCard } from '../panels/result-panel'
import { problemOf } from '../problem'
import { viewSession } from '../session-view'
import { personLabel } from '../words'
import { carriedLogins, carryLogin } from './carried-login'
import { SessionPage } from './session-page'
import { OAuthMissing } from './start-page'

export function OAuthPage({ model }: { readonly model: Model }) {
  const { oauthClientId } = model.facts
  return oauthClientId === undefined ? (
    <OAuthMissing />
  ) : (
    <WithClient model={model} clientId={oauthClientId} />
  )
}

function WithClient({ model, clientId }: { readonly model: Model; readonly clientId: string }) {
  const { looker, view, actions } = useMemo(() => {
    const session = oauthSession(model.facts.lookerUrl, clientId, model.seams)
    const sessionView = viewSession(model, session, 'oauth')
    return { looker: session, view: sessionView, actions: createActions(model, sessionView) }
  }, [model, clientId])
  useEffect(() => {
    model.pageLogins.value += carriedLogins()
    // Takes up the sign-in that this browser keeps; where there is none, the page says so.
    looker.token().catch(() => undefined)
  }, [looker, model])
  const signIn = (): Promise<void> => looker.signIn().catch(error => actions.show('Sign in', error))
  const { subject } = view.state.value.identity
  const known = model.facts.people.find(({ id }) => id === subject)
  return (
    <SessionPage
      model={model}
      view={view}
      actions={actions}
      who={subject === undefined ? undefined : personLabel(known ?? { id: subject, name: 'User' })}
      signIn={signIn}
    />
  )
}

/** Where Looker sends the user back to. */
export function SignedInPage({ model }: { readonly model: Model }) {
  const { oauthClientId, lookerUrl } = model.facts
  const problem = useSignal<unknown>(undefined)
  useEffect(() => {
    if (oauthClientId === undefined) return
    const looker = oauthSession(lookerUrl, oauthClientId, model.seams)
    const end = looker.onEvent(event => {
      if ('source' in event && event.source === 'login') carryLogin()
    })
    completeSignIn(looker).catch(error => {
      problem.value = error
    })
    return end
  }, [model, lookerUrl, oauthClientId, problem])
  if (oauthClientId === undefined) return <OAuthMissing />
  if (problem.value === undefined) return <p role="status">Completing the sign-in ...</p>
  return (
    <section class="card narrow" role="alert">
      <h2>The sign-in did not work</h2>
      <ProblemCard problem={problemOf(problem.value)} count={1} />
      <a class="button main" href="/oauth">
        Back to OAuth
      </a>
    </section>
  )
}
