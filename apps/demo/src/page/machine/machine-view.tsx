import { machineArrows } from '@looker-auth/browser'
import { useMemo } from 'preact/hooks'
import type { Passage, SessionView } from '../session-view'
import { useMedia } from '../use-media'
import { words } from '../words'
import { curve, narrow, nodeHeight, nodeWidth, wide } from './machine-layout'

/** One line for all arrows between two states. */
interface Way {
  readonly from: string
  readonly to: string
  readonly labels: readonly string[]
}

/** The session's machine, drawn from the table by which it runs: the state it is in is lit, and the way it came. */
export function MachineView({ view }: { readonly view: SessionView }) {
  const ways = useMemo(waysOf, [])
  const { width, height, places } = useMedia('(min-width: 44rem)') ? wide : narrow
  const { status } = view.state.value
  const passages = view.passages.value
  const last = passages.at(-1)
  const passed = (way: Way) => passages.filter(({ from, to }) => from === way.from && to === way.to).at(-1)
  return (
    <section class="card machine">
      <h2>The session's machine</h2>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`State: ${words(status)}`}>
        <defs>
          {['way', 'open', 'taken'].map(kind => (
            <marker
              key={kind}
              id={kind}
              class={kind}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="9"
              markerHeight="9"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0 0 L8 4 L0 8 z" />
            </marker>
          ))}
        </defs>
        {ways.map(way => {
          const { from, to, labels } = way
          const start = places[from]
          const end = places[to]
          if (start === undefined || end === undefined) return null
          const passage = passed(way)
          const kind = passage !== undefined ? 'taken' : from === status ? 'open' : 'way'
          return (
            <path
              key={`${from} ${to} ${passage?.number}`}
              class={`arrow ${kind}`}
              d={curve(start, end)}
              marker-end={`url(#${kind})`}
            >
              <title>{`${words(from)} to ${words(to)}: ${labels.join(', ')}`}</title>
            </path>
          )
        })}
        {Object.entries(places).map(([name, { x, y }]) => (
          <g key={name} class={name === status ? 'state lit' : 'state'} data-state={name}>
            <rect
              x={x - nodeWidth / 2}
              y={y - nodeHeight / 2}
              width={nodeWidth}
              height={nodeHeight}
              rx="10"
            />
            <text x={x} y={y + 5}>
              {words(name)}
            </text>
          </g>
        ))}
      </svg>
      <p class="soft" data-testid="passage">
        {last === undefined
          ? `It is ${words(status)}. Nothing happened yet.`
          : `Last: ${words(last.from)} → ${words(last.to)}${by(ways, last)}. ${hint(ways, status)}`}
      </p>
    </section>
  )
}

/** What can have led there. */
function by(ways: readonly Way[], { from, to }: Passage): string {
  const way = ways.find(candidate => candidate.from === from && candidate.to === to)
  return way === undefined ? '' : ` (${way.labels.join(' or ')})`
}

/** What leads on from here. */
function hint(ways: readonly Way[], status: string): string {
  const next = ways.filter(({ from, to }) => from === status && to !== status)
  return `From ${words(status)} it goes on to ${next.map(({ to }) => words(to)).join(', ')}.`
}

function waysOf(): Way[] {
  const ways = new Map<string, Way>()
  for (const { from, to, event, when } of machineArrows()) {
    const label = when === undefined ? words(event) : `${words(event)} [${words(when)}]`
    const key = `${from} ${to}`
    const labels = ways.get(key)?.labels ?? []
    ways.set(key, { from, to, labels: [...labels, label] })
  }
  return [...ways.values()]
}
