import { AuthError } from '@looker-auth/browser'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { completeSignIn, oauthSession } from '../auth'
import type { Model } from '../model'
import { ProblemCard } from '../panels/result-panel'
import { problemOf } from '../problem'
import { carryLogin } from './carried-login'
import { OAuthMissing } from './oauth-missing'
import { SignInFrame } from './sign-in-frame'

/** Where Looker sends the user back to. */
export function SignedInPage({ model }: { readonly model: Model }) {
  const { oauthClientId } = model.facts
  return oauthClientId === undefined ? (
    <OAuthMissing />
  ) : (
    <Completion model={model} clientId={oauthClientId} />
  )
}

function Completion({ model, clientId }: { readonly model: Model; readonly clientId: string }) {
  const problem = useSignal<unknown>(undefined)
  const looker = useMemo(() => oauthSession(model.facts.lookerUrl, clientId, model.seams), [model, clientId])
  useEffect(() => {
    const end = looker.onEvent(event => {
      if ('source' in event && event.source === 'login') carryLogin()
    })
    completeSignIn(looker).catch(error => {
      problem.value = error
    })
    return end
  }, [looker, problem])
  const signInAgain = (): Promise<void> =>
    looker.signIn({ returnTo: '/oauth' }).catch(error => {
      problem.value = error
    })
  const { value: error } = problem
  if (error === undefined) return <p role="status">Completing the sign-in ...</p>
  const denied = AuthError.is(error) && error.code === 'access_denied'
  return (
    <SignInFrame pattern="oauth">
      <section class="card" role="alert">
        <h2>{denied ? 'You did not allow the sign-in' : 'The sign-in did not work'}</h2>
        <ProblemCard problem={problemOf(error)} count={1} />
        <div class="row">
          <button class="main" type="button" onClick={signInAgain}>
            Sign in again
          </button>
          <a class="button" href="/oauth">
            Back to OAuth
          </a>
        </div>
      </section>
    </SignInFrame>
  )
}
