import { element, grey, label, line, oursColour, palette, plot } from './svg'

export interface Series {
  readonly name: string
  readonly ours: boolean
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

const width = 860
const height = 400
const [left, right, top, bottom] = [80, 290, 46, 352]

/** Lines over a logarithmic x axis; the y axis is logarithmic too where asked. */
export function linePlot(
  title: string,
  axes: { readonly x: string; readonly y: string; readonly logY: boolean },
  series: readonly Series[],
): string {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b)
  const most = Math.max(...series.flatMap(({ points }) => points.map(({ y }) => y)))
  const x = scale(Math.log10(xs[0] ?? 1), Math.log10(xs.at(-1) ?? 1), left, width - right)
  const ticks = axes.logY ? decades(most) : evenSteps(most)
  const low = axes.logY ? 0 : 0
  const high = axes.logY ? Math.log10(ticks.at(-1) ?? 1) : (ticks.at(-1) ?? 1)
  const toY = scale(low, high, bottom, top + 10)
  const y = (value: number): number => toY(axes.logY ? Math.log10(Math.max(1, value)) : value)
  const grid = ticks.flatMap(tick => [
    line(left, y(tick), width - right, y(tick), grey),
    label(left - 8, y(tick) + 4, tick.toLocaleString('en'), { 'text-anchor': 'end' }),
  ])
  const columns = xs.map(value =>
    label(x(Math.log10(value)), bottom + 20, value.toLocaleString('en'), { 'text-anchor': 'middle' }),
  )
  const names = nameHeights(series.map(({ points }) => y(points.at(-1)?.y ?? 0)))
  const drawn = series.flatMap(({ name, ours, points }, index) => {
    const colour = ours ? oursColour : (palette[index % palette.length] ?? palette[0])
    const at = points.map(point => `${x(Math.log10(point.x)).toFixed(1)},${y(point.y).toFixed(1)}`).join(' ')
    const weight = ours ? 2.5 : 1.5
    return [
      element('polyline', { points: at, fill: 'none', stroke: colour, 'stroke-width': weight }),
      label(width - right + 10, (names[index] ?? 0) + 4, name, {
        fill: colour,
        ...(ours && { 'font-weight': 'bold' }),
      }),
    ]
  })
  return plot(width, height, title, [
    ...grid,
    ...columns,
    label((left + width - right) / 2, height - 10, axes.x, { 'text-anchor': 'middle' }),
    label(left - 8, top, axes.y, { 'text-anchor': 'end' }),
    ...drawn,
  ])
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  return value => start + ((value - from) / (to - from || 1)) * (end - start)
}

function decades(most: number): number[] {
  const count = Math.max(1, Math.ceil(Math.log10(Math.max(1, most))))
  return Array.from({ length: count + 1 }, (_, power) => 10 ** power)
}

function evenSteps(most: number): number[] {
  const rough = most / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10)
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step)
}

/** Where the lines' names stand: at their ends, but never over each other. */
function nameHeights(ends: readonly number[]): number[] {
  const order = ends.map((_, index) => index).sort((a, b) => (ends[a] ?? 0) - (ends[b] ?? 0))
  const heights = [...ends]
  let lowest = Number.NEGATIVE_INFINITY
  for (const index of order) {
    lowest = Math.max(lowest + 16, ends[index] ?? 0)
    heights[index] = lowest
  }
  return heights
}
