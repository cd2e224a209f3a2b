import type { Actions } from '../actions/actions'
import type { Model } from '../model'
import { Action } from './action-button'

interface Props {
  readonly model: Model
  readonly actions: Actions
}

/** What can happen to a token, and what the words for its two ends mean. */
export function TokenControls({ model, actions }: Props) {
  const { emulated } = model.facts
  return (
    <fieldset>
      <legend>{emulated ? 'The token, and time' : 'The token'}</legend>
      <div class="row">
        <Action model={model} onPress={actions.revoke}>
          Revoke it
        </Action>
        {emulated && (
          <Action model={model} onPress={actions.passSomeTime}>
            15 s later
          </Action>
        )}
      </div>
      {emulated && (
        <>
          <div class="row explained">
            <Action model={model} describedBy="soft-expiry" onPress={() => actions.passTime('soft')}>
              Past soft expiry
            </Action>
            <p class="soft" id="soft-expiry">
              From soft expiry on, a call is answered with the old token and gets a new one meanwhile.
            </p>
          </div>
          <div class="row explained">
            <Action model={model} describedBy="hard-expiry" onPress={() => actions.passTime('hard')}>
              Past hard expiry
            </Action>
            <p class="soft" id="hard-expiry">
              From hard expiry on, the token is not used any more: a call waits for a new one.
            </p>
          </div>
        </>
      )}
    </fieldset>
  )
}
