import type { ComponentChildren } from 'preact'
import type { Model } from '../model'
import { Action } from '../panels/action-button'
import type { EmbedActions } from './embed-actions'
import type { EmbedView } from './embed-view'

interface Props {
  readonly model: Model
  readonly view: EmbedView
  readonly actions: EmbedActions
  show(dashboardId: string): void
}

/** What can be done to a frame, to its tokens and to the session behind it. */
export function EmbedControls({ model, view, actions, show }: Props) {
  return (
    <section class="card controls" aria-label="Controls">
      <Dashboards model={model} view={view} show={show} />
      {model.facts.emulated && (
        <>
          <fieldset>
            <legend>The tokens, and time</legend>
            <Explained model={model} name="15 s later" press={actions.passSomeTime}>
              Tokens of frames live for 40 s here. When half of that is over, the frame asks for new ones.
            </Explained>
            <Explained model={model} name="60 s later" press={actions.passExpiry}>
              As after a computer's sleep: expired tokens cannot be renewed, so all frames stop.
            </Explained>
          </fieldset>
          <fieldset>
            <legend>How Looker answers</legend>
            <div class="row">
              <Action model={model} onPress={() => actions.failNext('rate_limit')}>
                429 to the next renewal
              </Action>
              <Action model={model} onPress={() => actions.failNext('drop')}>
                Drop the next renewal
              </Action>
            </div>
          </fieldset>
          <fieldset>
            <legend>The embed session</legend>
            <Explained model={model} name="End it at Looker" press={actions.endAtLooker}>
              As an administrator can. The frame says that it is over.
            </Explained>
          </fieldset>
        </>
      )}
    </section>
  )
}

function Dashboards({ model, view, show }: Omit<Props, 'actions'>) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    show(String(new FormData(event.currentTarget as HTMLFormElement).get('dashboard')))
  }
  return (
    <fieldset>
      <legend>In the frame</legend>
      <form class="row" onSubmit={submit}>
        <label class="inline" for="dashboard">
          Dashboard
        </label>
        <select id="dashboard" name="dashboard">
          {view.embed.dashboards.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
        <Action model={model}>Show it</Action>
      </form>
      {model.facts.emulated && (
        <p class="soft explanation">
          Looker shows each user their own dashboard only, and says so in the frame.
        </p>
      )}
    </fieldset>
  )
}

interface ExplainedProps {
  readonly model: Model
  readonly name: string
  readonly children: ComponentChildren
  press(): void
}

function Explained({ model, name, children, press }: ExplainedProps) {
  const id = name.toLowerCase().replaceAll(' ', '-')
  return (
    <div class="row explained">
      <Action model={model} describedBy={id} onPress={press}>
        {name}
      </Action>
      <p class="soft" id={id}>
        {children}
      </p>
    </div>
  )
}
