import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { createActions } from './actions'
import { backendSession } from './auth'
import type { Model } from './model'
import { problemOf } from './problem'
import { ProblemCard } from './result-panel'
import { server } from './server'
import { SessionPage } from './session-page'
import { viewSession } from './session-view'
import { personLabel } from './words'

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
  const problem = useSignal<unknown>(undefined)
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    try {
      await server.signIn(String(new FormData(form).get('user')).trim())
      location.reload()
    } catch (error) {
      problem.value = error
    }
  }
  return (
    <section class="card narrow">
      <h2>Sign in to the application</h2>
      <p class="soft">
        {emulated
          ? 'It believes everybody: whoever you choose, you are.'
          : 'It believes everybody who can open this page, and only this machine can: the id of any user of your instance will do.'}
      </p>
      <form onSubmit={submit}>
        <label for="user">{emulated ? 'User' : 'User id in Looker'}</label>
        {emulated ? (
          <select id="user" name="user" required>
            {people.map(({ id, name, note }) => (
              <option key={id} value={id} selected={id === '789'}>
                {personLabel({ id, name })}
                {note !== undefined && `: ${note}`}
              </option>
            ))}
          </select>
        ) : (
          <input id="user" name="user" required autocomplete="off" value={people[0]?.id ?? ''} />
        )}
        <button class="main" type="submit">
          Sign in
        </button>
      </form>
      <div role="alert">
        {problem.value !== undefined && <ProblemCard problem={problemOf(problem.value)} count={1} />}
      </div>
    </section>
  )
}
