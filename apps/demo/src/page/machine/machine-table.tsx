import { machineArrows, type SessionState } from '@looker-auth/browser'
import { useSignal } from '@preact/signals'
import { words } from '../words'
import { reasonOn } from './reasons'

/** The whole machine, once a visitor asks for it: the table by which the session runs. It takes the whole width, so that no card stands beside it. */
export function MachineTable({ status }: { readonly status: SessionState['status'] }) {
  const open = useSignal(false)
  return (
    <details
      class="card whole"
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open
      }}
    >
      <summary>Show all states and arrows</summary>
      {open.value && (
        <table aria-label="All states and arrows">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Reason</th>
              <th scope="col">To</th>
            </tr>
          </thead>
          <tbody>
            {machineArrows().map(arrow => {
              const { from, event, when, to } = arrow
              return (
                <tr key={`${from} ${event} ${when}`} class={from === status ? 'present' : ''}>
                  <td>{words(from)}</td>
                  <td>{reasonOn(arrow)}</td>
                  <td>{words(to)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </details>
  )
}
