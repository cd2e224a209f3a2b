import { endMsOf, endOf, isBad, lastOf, latestOf, summaryOf, tokenOf } from './lane-words'
import type { Lane, Mark, TokenBar } from './lanes'
import { spreadMarks, withRoom } from './spread-marks'

/** A stretch of time, as wide as the lane. */
export interface Scale {
  readonly nowMs: number
  readonly spanMs: number
  /** A moment's place in percent of the width, within it. */
  at(ms: number): number
  /** How far apart marks must be, in percent of the width. */
  readonly apart: number
}

/** One identity: its tokens, and its requests on them. */
export function LaneView({
  lane,
  name,
  scale,
}: {
  readonly lane: Lane
  readonly name: string
  readonly scale: Scale
}) {
  const { nowMs, at, apart } = scale
  const shown = lane.marks.filter(({ atMs }) => at(atMs) > 0)
  // A row each, so that no failure is hidden by a success.
  const marks = [true, false].flatMap(good =>
    spreadMarks(
      shown.filter(mark => mark.good === good),
      at,
      apart,
    ),
  )
  const ends = lane.bars.filter(bar => endOf(bar, nowMs) !== '')
  const told = withRoom(ends, bar => at(endMsOf(bar)), apart)
  const latest = latestOf(lane)
  return (
    <li data-lane={lane.id}>
      <p class="lane-name">
        <strong>{name}</strong> <span class="soft">{tokenOf(lane, nowMs)}</span>
        {latest !== undefined && (
          <span class={latest.good ? 'good' : 'bad'}>{`, last: ${lastOf(latest)}`}</span>
        )}
      </p>
      <div
        class={shown.every(({ good }) => good) ? 'track' : 'track tall'}
        role="img"
        aria-label={summaryOf(lane, name, nowMs)}
      >
        {lane.bars.map(bar => (
          <Bar key={bar.fromMs} bar={bar} scale={scale} told={told.has(bar)} />
        ))}
        <span class="now" style={{ left: `${at(nowMs)}%` }} />
        {marks.map(mark => (
          <span
            key={`${mark.atMs} ${mark.label}`}
            class={`mark${wordsOn(mark) === '' ? ' one' : ''}${mark.good ? '' : ' failed'}`}
            style={{ left: `${mark.left}%` }}
            title={lastOf(mark)}
          >
            {wordsOn(mark)}
          </span>
        ))}
      </div>
    </li>
  )
}

interface BarProps {
  readonly bar: TokenBar
  readonly scale: Scale
  /** Whether there is room to say how it ended. */
  readonly told: boolean
}

function Bar({ bar, scale: { at, nowMs }, told }: BarProps) {
  const endMs = endMsOf(bar)
  const left = at(bar.fromMs)
  const right = at(endMs)
  const soft = at(Math.min(bar.renewsAtMs, endMs))
  if (right <= 0 || left >= 100 || right <= left) return null
  const over = endMs <= nowMs
  const how = endOf(bar, nowMs)
  return (
    <>
      <span class={over ? 'bar over' : 'bar'} style={{ left: `${left}%`, width: `${soft - left}%` }} />
      <span
        class={over ? 'bar due over' : 'bar due'}
        style={{ left: `${soft}%`, width: `${right - soft}%` }}
      />
      {how !== '' && (
        <span class={isBad(bar) ? 'end bad' : 'end'} style={{ left: `${right}%` }}>
          {told && how}
        </span>
      )}
    </>
  )
}

/** How many, and whom they ran as; nothing for a single one that failed. */
function wordsOn({ count, who }: Mark): string {
  return [...(count > 1 ? [short(count)] : []), ...(who === undefined ? [] : [who])].join(' × ')
}

function short(count: number): string {
  return count >= 1000 ? `${Math.round(count / 1000)}k` : String(count)
}
