import { element, grey, label, line, oursColour, palette, plot } from './svg'

export interface Series {
  readonly name: string
  readonly ours: boolean
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

const width = 860
const height = 400
const [left, right, top, bottom] = [80, 290, 46, 352]

/** Lines between two logarithmic axes. */
export function linePlot(
  title: string,
  axes: { readonly x: string; readonly y: string },
  allSeries: readonly Series[],
): string {
  // Ours last, so that no other line lies over it.
  const series = [...allSeries].sort((a, b) => Number(a.ours) - Number(b.ours))
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b)
  const ys = series.flatMap(({ points }) => points.map(({ y }) => y))
  const x = scale(Math.log10(xs[0] ?? 1), Math.log10(xs.at(-1) ?? 1), left, width - right)
  const ticks = decades(Math.min(...ys), Math.max(...ys))
  const logY = scale(Math.log10(ticks[0] ?? 1), Math.log10(ticks.at(-1) ?? 1), bottom, top + 10)
  const y = (value: number): number => logY(Math.log10(value))
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

function decades(least: number, most: number): number[] {
  const first = Math.floor(Math.log10(least))
  const last = Math.max(first + 1, Math.ceil(Math.log10(most)))
  return Array.from({ length: last - first + 1 }, (_, step) => 10 ** (first + step))
}

/** Where the lines' names stand: at their ends, but never over each other nor below the plot. */
function nameHeights(ends: readonly number[]): number[] {
  const order = ends.map((_, index) => index).sort((a, b) => (ends[b] ?? 0) - (ends[a] ?? 0))
  const heights = [...ends]
  let highest = Number.POSITIVE_INFINITY
  for (const index of order) {
    highest = Math.min(highest - 16, ends[index] ?? 0)
    heights[index] = highest
  }
  return heights
}
