import { useSignal } from '@preact/signals'
import type { FaultKind, FaultPlace } from '../../shared/messages'
import type { Actions } from '../actions/actions'
import { firstThree } from '../actions/as-users'
import type { Model } from '../model'
import { server } from '../server'
import { number } from '../words'
import { Action } from './action-button'
import { TokenControls } from './token-controls'

const faults: readonly { readonly kind: FaultKind | 'none'; readonly name: string }[] = [
  { kind: 'none', name: 'As usual' },
  { kind: 'rate_limit', name: 'Rate limit' },
  { kind: 'server_error', name: 'Server error' },
  { kind: 'html', name: 'A web page' },
  { kind: 'slow', name: '3 s late' },
  { kind: 'drop', name: 'Drops it' },
]

const places: readonly { readonly place: FaultPlace; readonly name: string }[] = [
  { place: 'calls', name: 'calls' },
  { place: 'tokens', name: 'logins' },
]

interface Props {
  readonly model: Model
  readonly actions: Actions
}

export function Controls({ model, actions }: Props) {
  return (
    <section class="card controls" aria-label="Controls">
      <Calls model={model} actions={actions} />
      <TokenControls model={model} actions={actions} />
      {model.facts.emulated && <Faults model={model} actions={actions} />}
      <div class="row">
        <label class="check">
          <input
            type="checkbox"
            checked={model.offline.value}
            onChange={({ currentTarget }) => {
              model.offline.value = currentTarget.checked
              model.say(currentTarget.checked ? 'This page is offline.' : 'This page is online again.')
            }}
          />
          This page is offline
        </label>
      </div>
    </section>
  )
}

function Calls({ model, actions }: Props) {
  const ids = useSignal(firstThree(model.facts).join(', ') || (model.facts.signedInAs ?? ''))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const userIds = ids.value.split(',').map(id => id.trim())
    const named = userIds.filter(id => id !== '')
    const { submitter } = event
    void (submitter?.getAttribute('value') === 'dashboards'
      ? actions.dashboards(named)
      : actions.asUsers(named))
  }
  return (
    <fieldset>
      <legend>Call Looker</legend>
      <div class="row">
        {[1, 100, 1000].map(count => (
          <Action key={count} model={model} onPress={() => actions.call(count)}>
            {count === 1 ? '1 call' : `${number(count)} calls`}
          </Action>
        ))}
      </div>
      <form class="row" onSubmit={submit}>
        <label class="inline" for="users">
          On the server, as
        </label>
        <input
          id="users"
          size={12}
          required
          pattern="\s*[^\s,]+(\s*,\s*[^\s,]+){0,9}\s*"
          title="One to ten user ids, separated by commas"
          value={ids.value}
          onInput={({ currentTarget }) => {
            ids.value = currentTarget.value
          }}
        />
        <Action model={model}>10 calls each</Action>
        <Action model={model} value="dashboards">
          Find dashboards
        </Action>
      </form>
    </fieldset>
  )
}

function Faults({ model, actions }: Props) {
  const { fault } = model.live.value
  const chosen = useSignal<FaultPlace>('calls')
  const place = fault?.place ?? chosen.value
  const misbehave = async (kind: FaultKind | 'none', where = place): Promise<void> => {
    try {
      model.learn(await server.misbehave(kind === 'none' ? null : { kind, place: where }))
    } catch (error) {
      actions.show('Make Looker misbehave', error)
    }
  }
  const current = fault?.kind ?? 'none'
  return (
    <fieldset>
      <legend>How Looker answers</legend>
      <div class="row">
        {faults.map(({ kind, name }) => (
          <label key={kind} class="pick">
            <input type="radio" name="fault" checked={kind === current} onChange={() => misbehave(kind)} />
            <span>{name}</span>
          </label>
        ))}
      </div>
      <div class="row">
        <span id="place">to</span>
        <div class="row" role="radiogroup" aria-labelledby="place">
          {places.map(({ place: value, name }) => (
            <label key={value} class="pick">
              <input
                type="radio"
                name="place"
                checked={value === place}
                onChange={() => {
                  chosen.value = value
                  if (current !== 'none') void misbehave(current, value)
                }}
              />
              <span>{name}</span>
            </label>
          ))}
        </div>
      </div>
    </fieldset>
  )
}
