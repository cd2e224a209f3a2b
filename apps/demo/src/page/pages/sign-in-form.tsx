import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Person } from '../../shared/messages'
import { ProblemCard } from '../panels/result-panel'
import { problemOf } from '../problem'
import { personLabel } from '../words'

interface Props {
  readonly people: readonly Person[]
  /** Who is chosen at first, by id. */
  readonly chosen: string | undefined
  signIn(userId: string): Promise<void>
  /** What a visitor should know of it. */
  readonly children: ComponentChildren
}

/** The application's own sign-in: a stand-in that believes whoever is chosen. */
export function SignInForm({ people, chosen, signIn, children }: Props) {
  const problem = useSignal<unknown>(undefined)
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    try {
      await signIn(String(new FormData(form).get('user')).trim())
      location.reload()
    } catch (error) {
      problem.value = error
    }
  }
  return (
    <section class="card ask">
      <h2>Sign in to the application</h2>
      <p class="soft">{children}</p>
      <form onSubmit={submit}>
        <label for="user">User</label>
        <select id="user" name="user" required>
          {people.map(({ id, name, note }) => (
            <option key={id} value={id} selected={id === chosen}>
              {personLabel({ id, name })}
              {note !== undefined && `: ${note}`}
            </option>
          ))}
        </select>
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
