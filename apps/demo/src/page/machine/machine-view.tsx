import type { SessionView } from '../session-view'
import { words } from '../words'
import { meanings } from './reasons'
import { waysFrom } from './ways'

/** The session's machine around the state it is in: the way that it came, and where it can go, with the reason on each arrow. */
export function MachineView({ view }: { readonly view: SessionView }) {
  const { status } = view.state.value
  return (
    <section class="card machine">
      <h2>The session's state</h2>
      <div class="drawing">
        <Present view={view} />
        <div class="next">
          <h3 id="next">Where it can go</h3>
          <ul aria-labelledby="next">
            {waysFrom(status).map(({ to, reasons }) => (
              <li key={to}>
                <span class="arrow right">{reasons.join(', or ')}</span>{' '}
                <span class={to === status ? 'node same' : 'node'}>{words(to)}</span>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  )
}

/** The states before, one under the other, and the present one at the end. */
function Present({ view }: { readonly view: SessionView }) {
  const { status, error } = view.state.value
  const passages = view.passages.value
  return (
    <div class="came">
      <h3 id="came">How it came here</h3>
      {passages.length === 0 && <p class="soft">It begins here.</p>}
      <ol aria-labelledby="came" hidden={passages.length === 0}>
        {passages.map(({ number, from, reason }) => (
          <li key={number}>
            <span class="node">{words(from)}</span> <span class="arrow down">{reason}</span>
          </li>
        ))}
      </ol>
      <div class="state lit" data-state={status}>
        <strong>{words(status)}</strong>
        <p>
          {meanings[status]}
          {error !== undefined && ` Reason: ${error.code}.`}
        </p>
      </div>
    </div>
  )
}
