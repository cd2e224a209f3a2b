import type { Model } from '../model'
import { number } from '../words'

interface Props {
  readonly model: Model
  /** Those that belong to what this page shows. */
  readonly logins: number
}

/** Since this page was loaded: calls, what they cost, and how many ran as another user than was asked for. */
export function Counters({ model, logins }: Props) {
  const wrong = model.wrong.value
  return (
    <dl class="counters">
      <div>
        <dt>Calls</dt>
        <dd data-testid="calls">{number(model.calls.value)}</dd>
      </div>
      <div>
        <dt>Logins</dt>
        <dd data-testid="logins">{number(logins)}</dd>
      </div>
      <div>
        <dt>As a wrong user</dt>
        <dd data-testid="wrong" class={wrong > 0 ? 'bad' : ''}>
          {number(wrong)}
        </dd>
      </div>
    </dl>
  )
}
