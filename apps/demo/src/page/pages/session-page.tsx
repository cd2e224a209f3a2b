import type { Actions } from '../actions/actions'
import { MachineTable } from '../machine/machine-table'
import { MachineView } from '../machine/machine-view'
import type { Model } from '../model'
import { Action } from '../panels/action-button'
import { Controls } from '../panels/controls'
import { Counters } from '../panels/counters'
import { LogPanel } from '../panels/log-panel'
import { ResultPanel } from '../panels/result-panel'
import type { SessionView } from '../session-view'
import { lanesOf } from '../timeline/shown-lanes'
import { Timeline } from '../timeline/timeline'
import { words } from '../words'

interface Props {
  readonly model: Model
  readonly view: SessionView
  readonly actions: Actions
  /** Whose session it is; undefined until somebody signed in. */
  readonly who: string | undefined
  signIn(): void
  switchUser?: () => void
}

/** What both patterns show of a session. */
export function SessionPage({ model, view, actions, who, signIn, switchUser }: Props) {
  const { status } = view.state.value
  const signedOut =
    status === 'signed_out' || who === undefined || (view.pattern === 'oauth' && status === 'idle')
  return (
    <div class="session">
      <section class="card identity" aria-label="Who is signed in">
        <div>
          <h2 data-testid="who">{who ?? 'Nobody is signed in'}</h2>
          <p class="soft">
            Session: <strong data-testid="status">{words(status)}</strong>
          </p>
        </div>
        <Counters model={model} logins={view.pattern === 'oauth' ? model.ownLogins() : model.logins()} />
        <div class="row">
          {/* One button, so that it keeps the focus. */}
          <Action model={model} main={signedOut} onPress={signedOut ? signIn : actions.signOut}>
            {signedOut ? 'Sign in' : 'Sign out here'}
          </Action>
          {switchUser && (
            <button type="button" onClick={switchUser}>
              Switch user
            </button>
          )}
          <a class="button" href={location.pathname} target="_blank" rel="noopener">
            Open another tab
          </a>
        </div>
      </section>
      <div class="column">
        <Controls model={model} actions={actions} />
        <ResultPanel model={model} />
      </div>
      <div class="column">
        <MachineView view={view} />
        <LogPanel model={model} />
      </div>
      <Timeline model={model} who={who} lanes={lanesOf(view.pattern, model.lanes.value)} />
      <MachineTable status={status} />
    </div>
  )
}
