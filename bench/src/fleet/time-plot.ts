import { element, grey, label, line, oursColour, palette, plot } from '../report/svg'

/** One value for each minute. */
export interface MinuteSeries {
  readonly name: string
  readonly ours: boolean
  readonly values: readonly number[]
}

const width = 860
const height = 320
const [left, right, top, bottom] = [80, 230, 46, 272]

/** Lines over time, both axes linear. */
export function timePlot(title: string, series: readonly MinuteSeries[]): string {
  const minutes = Math.max(1, ...series.map(({ values }) => values.length))
  const most = Math.max(1, ...series.flatMap(({ values }) => values))
  const step = stepFor(most)
  const x = (minute: number): number => left + (minute / minutes) * (width - left - right)
  const y = (value: number): number => bottom - (value / most) * (bottom - top - 10)
  const rows = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
  const halfHours = Array.from({ length: Math.floor(minutes / 30) + 1 }, (_, index) => index * 30)
  return plot(width, height, title, [
    ...rows.flatMap(value => [
      line(left, y(value), width - right, y(value), grey),
      label(left - 8, y(value) + 4, value.toLocaleString('en'), { 'text-anchor': 'end' }),
    ]),
    ...halfHours.map(minute => label(x(minute), bottom + 20, `${minute}`, { 'text-anchor': 'middle' })),
    label((left + width - right) / 2, height - 10, 'minutes', { 'text-anchor': 'middle' }),
    ...series.flatMap(({ name, ours, values }, index) => {
      const colour = ours ? oursColour : (palette[index % palette.length] ?? palette[0])
      const points = values.map((value, minute) => `${x(minute + 0.5).toFixed(1)},${y(value).toFixed(1)}`)
      return [
        element('polyline', { points: points.join(' '), fill: 'none', stroke: colour, 'stroke-width': 1.5 }),
        label(width - right + 10, top + 20 + index * 20, name, { fill: colour }),
      ]
    }),
  ])
}

/** A round number, of which three to seven fit. */
function stepFor(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 3))
  return [5, 2, 1].map(factor => factor * power).find(step => step <= most / 3) ?? 1
}
