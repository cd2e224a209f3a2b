import { useEffect, useState } from 'preact/hooks'
import type { Lane, Mark, TokenBar } from './lanes'
import type { Model } from './model'
import { spreadMarks } from './spread-marks'
import { useMedia } from './use-media'
import { clockTime, number, plural, seconds, words } from './words'

/** Where now is, of the whole width. */
const nowAt = 0.6
/** So many lifetimes of a token are to be seen. */
const lifetimes = 2.4
const fallbackLifetimeMs = 60_000

/** A stretch of time, as wide as the lane. */
interface Scale {
  readonly nowMs: number
  readonly spanMs: number
  /** A moment's place in percent of the width, within it. */
  at(ms: number): number
  /** How far apart marks must be, in percent of the width. */
  readonly apart: number
}

/** The tokens of each identity on one axis of time, and who the requests ran as. */
export function Timeline({ model, who }: { readonly model: Model; readonly who: string | undefined }) {
  const nowMs = useNow(model)
  const lanes = [...model.lanes.value].sort((a, b) => rank(a) - rank(b))
  const scale = scaleOf(lanes, nowMs, useMedia('(min-width: 44rem)') ? 3 : 11)
  const quarter = scale.spanMs * 0.25
  return (
    <section class="card timeline">
      <h2>Tokens, by identity</h2>
      <ul class="legend" aria-hidden="true">
        <li>
          <span class="key fresh" /> valid
        </li>
        <li>
          <span class="key due" /> renewed at the next call
        </li>
        <li>
          <span class="key over" /> ended
        </li>
        <li>
          <span class="key dot" /> requests
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

function LaneView({
  lane,
  name,
  scale,
}: {
  readonly lane: Lane
  readonly name: string
  readonly scale: Scale
}) {
  const { nowMs, at, apart } = scale
  const last = lane.bars.at(-1)
  const latest = lane.marks.at(-1)
  return (
    <li data-lane={lane.id}>
      <p class="lane-name">
        <strong>{name}</strong>{' '}
        <span class="soft">{last === undefined ? 'no token' : statusOf(last, nowMs)}</span>
        {latest !== undefined && (
          <span class={latest.good ? 'good' : 'bad'}>
            {' '}
            {number(latest.count)} × {latest.label}
          </span>
        )}
      </p>
      <div class="track" role="img" aria-label={summary(lane, name, nowMs)}>
        {lane.bars.map(bar => (
          <Bar key={bar.fromMs} bar={bar} scale={scale} />
        ))}
        <span class="now" style={{ left: `${nowAt * 100}%` }} />
        {spreadMarks(lane.marks, at, apart).map(mark => (
          <span
            key={`${mark.atMs} ${mark.label}`}
            class={`mark${mark.count === 1 ? ' one' : ''}${mark.good ? '' : ' failed'}`}
            style={{ left: `${mark.left}%` }}
            title={`${number(mark.count)} ${mark.label}`}
          >
            {mark.count > 1 ? short(mark.count) : ''}
          </span>
        ))}
      </div>
    </li>
  )
}

function Bar({ bar, scale: { at, nowMs } }: { readonly bar: TokenBar; readonly scale: Scale }) {
  const endMs = Math.min(bar.expiresAtMs, bar.ended?.atMs ?? bar.expiresAtMs)
  const left = at(bar.fromMs)
  const right = at(endMs)
  const soft = at(Math.min(bar.renewsAtMs, endMs))
  if (right <= 0 || left >= 100 || right <= left) return null
  const over = endMs <= nowMs
  const how = bar.ended === undefined ? (over ? 'expired' : '') : words(bar.ended.how)
  return (
    <>
      <span class={over ? 'bar over' : 'bar'} style={{ left: `${left}%`, width: `${soft - left}%` }} />
      <span
        class={over ? 'bar due over' : 'bar due'}
        style={{ left: `${soft}%`, width: `${right - soft}%` }}
      />
      {how !== '' && how !== 'renewed' && (
        <span class={isBad(bar) ? 'end bad' : 'end'} style={{ left: `${right}%` }}>
          {how}
        </span>
      )}
    </>
  )
}

/** Whether somebody ended it who was not asked to. */
function isBad({ ended }: TokenBar): boolean {
  return ended?.how === 'revoked' || ended?.how === 'rejected'
}

function scaleOf(lanes: readonly Lane[], nowMs: number, apart: number): Scale {
  const lives = lanes.flatMap(({ bars }) => bars.map(({ fromMs, expiresAtMs }) => expiresAtMs - fromMs))
  const finite = lives.filter(Number.isFinite)
  const spanMs = (finite.length === 0 ? fallbackLifetimeMs : Math.max(...finite)) * lifetimes
  const startMs = nowMs - spanMs * nowAt
  return { nowMs, spanMs, apart, at: ms => Math.min(100, Math.max(0, ((ms - startMs) / spanMs) * 100)) }
}

function statusOf(bar: TokenBar, nowMs: number): string {
  if (bar.ended !== undefined) return `token ${words(bar.ended.how)}`
  if (nowMs >= bar.expiresAtMs) return 'token expired'
  if (nowMs >= bar.renewsAtMs) return `due for renewal, valid for ${seconds(bar.expiresAtMs - nowMs)}`
  return `valid for ${seconds(bar.expiresAtMs - nowMs)}`
}

/** The lane for those who do not see it. */
function summary(lane: Lane, name: string, nowMs: number): string {
  const tokens = lane.bars.map(bar => {
    const end = bar.ended === undefined ? `expires ${clockTime(bar.expiresAtMs)}` : words(bar.ended.how)
    return `token from ${clockTime(bar.fromMs)}, renewed from ${clockTime(bar.renewsAtMs)}, ${end}`
  })
  const requests = lane.marks.map((mark: Mark) => `${plural(mark.count, 'request')} ${mark.label}`)
  return [`${name}, ${clockTime(nowMs)}`, ...tokens.slice(-3), ...requests.slice(-5)].join('; ')
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

function short(count: number): string {
  return count >= 1000 ? `${Math.round(count / 1000)}k` : String(count)
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
