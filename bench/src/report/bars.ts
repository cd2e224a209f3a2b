import type { Spread } from '../harness/stats'
import { element, grey, label, line, oursColour, palette, plot } from './svg'

export interface Bar {
  readonly name: string
  readonly spread: Spread
  readonly ours: boolean
  /** What stands behind the bar. */
  readonly text: string
}

const left = 350
const right = 150
const width = 880
const rowHeight = 30
const top = 46

/** Medians as bars, the middle half of the rounds as whiskers. */
export function barPlot(title: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ spread }) => spread.q3))
  const x = (value: number): number => left + (value / most) * (width - left - right)
  const rows = bars.flatMap(({ name, spread, ours, text }, index) => {
    const y = top + index * rowHeight
    const middle = y + rowHeight / 2
    return [
      label(left - 8, middle + 4, name, { 'text-anchor': 'end', ...(ours && { 'font-weight': 'bold' }) }),
      element('rect', {
        x: left,
        y: y + 5,
        width: x(spread.median) - left,
        height: rowHeight - 10,
        fill: ours ? oursColour : palette[0],
      }),
      line(x(spread.q1), middle, x(spread.q3), middle, '#24292f'),
      line(x(spread.q1), middle - 4, x(spread.q1), middle + 4, '#24292f'),
      line(x(spread.q3), middle - 4, x(spread.q3), middle + 4, '#24292f'),
      label(x(Math.max(spread.q3, spread.median)) + 8, middle + 4, text),
    ]
  })
  const height = top + bars.length * rowHeight + 14
  return plot(width, height, title, [line(left, top, left, height - 14, grey), ...rows])
}
