import { useEffect, useMemo } from 'preact/hooks'
import { createActions } from '../actions/actions'
import { oauthSession } from '../auth'
import type { Model } from '../model'
import { viewSession } from '../session-view'
import { personLabel } from '../words'
import { carriedLogins } from './carried-login'
import { OAuthMissing } from './oauth-missing'
import { SessionPage } from './session-page'

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
