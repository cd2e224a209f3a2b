import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { EmbedFacts, Person } from '../../shared/messages'
import type { Model } from '../model'
import { SignInForm } from '../pages/sign-in-form'
import { SignInFrame } from '../pages/sign-in-frame'
import { Action } from '../panels/action-button'
import { LogPanel } from '../panels/log-panel'
import { ProblemCard, ResultPanel } from '../panels/result-panel'
import { problemOf } from '../problem'
import { embedServer } from '../server'
import { number, personLabel } from '../words'
import { createEmbedActions } from './embed-actions'
import { EmbedControls } from './embed-controls'
import { EmbedMissing } from './embed-missing'
import { type EmbedView, viewEmbed } from './embed-view'

/** The application's own sign-in first; then a dashboard of Looker in a frame, as whoever that is. */
export function EmbedPage({ model, slot }: { readonly model: Model; readonly slot: string }) {
  const { embed } = model.facts
  return embed === undefined ? <EmbedMissing /> : <WithFacts model={model} embed={embed} slot={slot} />
}

interface Props {
  readonly model: Model
  readonly embed: EmbedFacts
  /** Names one of the application's sessions, each of which is for the tabs of one path. */
  readonly slot: string
}

function WithFacts({ model, embed, slot }: Props) {
  const session = useSignal<{ readonly user?: Person } | undefined>(undefined)
  const problem = useSignal<unknown>(undefined)
  useEffect(() => {
    embedServer(`/embedded/${slot}`)
      .session()
      .then(
        answer => {
          session.value = answer
        },
        error => {
          problem.value = error
        },
      )
  }, [slot, session, problem])
  if (problem.value !== undefined) return <ProblemCard problem={problemOf(problem.value)} count={1} />
  if (session.value === undefined) return <p role="status">Asking who is signed in ...</p>
  const { user } = session.value
  return user === undefined ? (
    <ChooseUser model={model} embed={embed} slot={slot} />
  ) : (
    <SignedIn model={model} embed={embed} slot={slot} user={user} />
  )
}

function ChooseUser({ model, embed: { people }, slot }: Props) {
  return (
    <SignInFrame pattern="embed">
      <SignInForm
        people={people}
        chosen={people[(Number(slot) - 1) % people.length]?.id}
        signIn={userId => embedServer(`/embedded/${slot}`).signIn(userId)}
      >
        {model.facts.emulated
          ? 'It asks for no password: whoever you choose, you are.'
          : 'It asks for no password. Looker makes the user as an embed user when their first dashboard is shown.'}
      </SignInForm>
    </SignInFrame>
  )
}

function SignedIn({ model, embed, slot, user }: Props & { readonly user: Person }) {
  const element = useRef<HTMLDivElement>(null)
  const { view, actions } = useMemo(() => {
    const embedView = viewEmbed(model, embed, slot, user)
    return { view: embedView, actions: createEmbedActions(model, embedView) }
  }, [model, embed, slot, user])
  const show = (id: string): void => {
    if (element.current !== null) void actions.show(id, element.current)
  }
  useEffect(() => {
    const [first] = embed.dashboards
    if (element.current !== null && first !== undefined) void actions.show(first.id, element.current)
    return view.end
  }, [actions, view, embed])
  return (
    <div class="session">
      <Identity model={model} view={view} signOut={actions.signOut} />
      <div class="column">
        <EmbedControls model={model} view={view} actions={actions} show={show} />
        <ResultPanel model={model} empty="Nothing was done yet. Let time pass, or let Looker fail." />
      </div>
      <div class="column">
        <section class="card">
          <h2 data-testid="shown">{view.shown.value ?? 'Dashboard'}</h2>
          <div class="embed" ref={element} />
        </section>
        <LogPanel model={model} />
      </div>
    </div>
  )
}

interface IdentityProps {
  readonly model: Model
  readonly view: EmbedView
  signOut(): void
}

function Identity({ model, view, signOut }: IdentityProps) {
  const { made, joined, renewed, ended } = view.counts.value
  const signedOut = view.signedOut.value
  const counters = [
    { name: 'Embed sessions', id: 'made', count: made },
    { name: 'Joined', id: 'joined', count: joined },
    { name: 'Renewals', id: 'renewed', count: renewed },
    { name: 'Ended', id: 'ended', count: ended },
  ]
  return (
    <section class="card identity" aria-label="Who is signed in">
      <div>
        <h2 data-testid="who">{signedOut ? 'Nobody is signed in' : personLabel(view.user)}</h2>
        <p class="soft">
          Frame: <strong data-testid="frame">{view.frame.value}</strong>
        </p>
      </div>
      <dl class="counters">
        {counters.map(({ name, id, count }) => (
          <div key={id}>
            <dt>{name}</dt>
            <dd data-testid={id}>{number(count)}</dd>
          </div>
        ))}
      </dl>
      <div class="row">
        <Action model={model} main={signedOut} onPress={signedOut ? () => location.reload() : signOut}>
          {signedOut ? 'Sign in' : 'Sign out'}
        </Action>
        <a class="button" href={location.pathname} target="_blank" rel="noopener">
          Open another tab
        </a>
        <a class="button" href={nextPath(view.slot)} target="_blank" rel="noopener">
          Open a tab of another user
        </a>
      </div>
    </section>
  )
}

/** Where another session of the application is. */
function nextPath(slot: string): string {
  return `/embedded/${(Number(slot) % 9) + 1}`
}
