import { useMemo } from 'preact/hooks'
import { createActions } from '../actions/actions'
import { backendSession } from '../auth'
import type { Model } from '../model'
import { server } from '../server'
import { viewSession } from '../session-view'
import { personLabel } from '../words'
import { SessionPage } from './session-page'
import { SignInForm } from './sign-in-form'
import { SignInFrame } from './sign-in-frame'

/** The application's own sign-in first; then Looker, as whoever that is. */
export function BackendPage({ model }: { readonly model: Model }) {
  const { signedInAs } = model.facts
  return signedInAs === undefined ? (
    <ChooseUser model={model} />
  ) : (
    <SignedIn model={model} userId={signedInAs} />
  )
}

function SignedIn({ model, userId }: { readonly model: Model; readonly userId: string }) {
  const view = useMemo(
    () => viewSession(model, backendSession(model.facts.lookerUrl, userId, model.seams), 'backend'),
    [model, userId],
  )
  const actions = useMemo(() => createActions(model, view), [model, view])
  const known = model.facts.people.find(({ id }) => id === userId)
  const switchUser = async (): Promise<void> => {
    await view.session.logout()
    await server.signOut()
    location.reload()
  }
  return (
    <SessionPage
      model={model}
      view={view}
      actions={actions}
      who={personLabel(known ?? { id: userId, name: 'User' })}
      signIn={actions.signInAgain}
      switchUser={() => switchUser().catch(error => actions.show('Switch user', error))}
    />
  )
}

function ChooseUser({ model }: { readonly model: Model }) {
  const { people, emulated } = model.facts
  // Only an instance of somebody's own can have none.
  return (
    <SignInFrame pattern="backend">
      {people.length === 0 ? (
        <UsersMissing />
      ) : (
        <SignInForm people={people} chosen="789" signIn={userId => server.signIn(userId)}>
          {emulated
            ? 'It asks for no password: whoever you choose, you are.'
            : 'It asks for no password: whoever has the address of this demo may be any user that LOOKER_AUTH_DEMO_USER lists.'}
        </SignInForm>
      )}
    </SignInFrame>
  )
}

/** What to do where the demo may act as no user of the instance. */
function UsersMissing() {
  return (
    <section class="card">
      <h2>No user is listed</h2>
      <p>
        On an instance of your own, the demo acts only as the users that you list. Set{' '}
        <code>LOOKER_AUTH_DEMO_USER</code> to their ids in Looker, such as{' '}
        <code>LOOKER_AUTH_DEMO_USER=789,2</code>, and start the demo again.
      </p>
    </section>
  )
}
