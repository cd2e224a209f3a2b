import { useEffect, useState } from 'preact/hooks'
import type { Model } from '../model'
import { useMedia } from '../use-media'
import { seconds } from '../words'
import { LaneView, type Scale } from './lane-view'
import type { Lane } from './lanes'

/** Where now is, of the whole width. */
const nowAt = 0.6
/** So many lifetimes of a token are to be seen. */
const lifetimes = 2.4
const fallbackLifetimeMs = 60_000

interface Props {
  readonly model: Model
  readonly who: string | undefined
  /** The identities to show. */
  readonly lanes: readonly Lane[]
}

/** The tokens of each identity on one axis of time, and who the requests ran as. */
export function Timeline({ model, who, lanes: shown }: Props) {
  const nowMs = useNow(model)
  const lanes = [...shown].sort((a, b) => rank(a) - rank(b))
  const scale = scaleOf(lanes, nowMs, useMedia('(min-width: 44rem)') ? 5.5 : 21)
  const quarter = scale.spanMs * 0.25
  return (
    <section class="card timeline">
      <h2>Tokens, by identity</h2>
      <ul class="legend" aria-hidden="true">
        <li>
          <span class="key fresh" /> valid
        </li>
        <li>
          <span class="key due" /> past soft expiry: the next call renews it
        </li>
        <li>
          <span class="key over" /> ended
        </li>
        <li>
          <span class="key dot" /> calls, and the user they ran as
        </li>
      </ul>
      {lanes.length === 0 && <p class="soft">No identity has a token yet: make a call.</p>}
      <ol class="lanes">
        {lanes.map(lane => (
          <LaneView key={lane.id} lane={lane} name={laneName(lane.id, who, model)} scale={scale} />
        ))}
      </ol>
      {lanes.length > 0 && (
        <div class="axis" aria-hidden="true">
          <span style={{ left: `${(nowAt - 0.5) * 100}%` }}>{seconds(2 * quarter)} ago</span>
          <span style={{ left: `${nowAt * 100}%` }}>now</span>
          <span style={{ left: `${(nowAt + 0.25) * 100}%` }}>in {seconds(quarter)}</span>
        </div>
      )}
    </section>
  )
}

function scaleOf(lanes: readonly Lane[], nowMs: number, apart: number): Scale {
  const lives = lanes.flatMap(({ bars }) => bars.map(({ fromMs, expiresAtMs }) => expiresAtMs - fromMs))
  const finite = lives.filter(Number.isFinite)
  const spanMs = (finite.length === 0 ? fallbackLifetimeMs : Math.max(...finite)) * lifetimes
  const startMs = nowMs - spanMs * nowAt
  return { nowMs, spanMs, apart, at: ms => Math.min(100, Math.max(0, ((ms - startMs) / spanMs) * 100)) }
}

function laneName(id: string, who: string | undefined, { facts }: Model): string {
  if (id === 'page') return `This page: ${who ?? 'nobody'}`
  if (id === 'service') return 'Server: service account'
  const userId = id.slice('server:'.length)
  return `Server: ${facts.people.find(person => person.id === userId)?.name ?? 'user'} (${userId})`
}

/** This page first, then the service account, then users in the order of their first call. */
function rank({ id }: Lane): number {
  return id === 'page' ? 0 : id === 'service' ? 1 : 2
}

function useNow(model: Model): number {
  const [now, setNow] = useState(() => model.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(model.now()), 500)
    return () => clearInterval(timer)
  }, [model])
  // Time may have been moved since the last tick.
  return Math.max(now, model.live.value.aheadMs + Date.now() - 500)
}
