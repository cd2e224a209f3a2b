/** Builds SVG text. Everything that is said in it is escaped. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content = '',
): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escaped(String(round(value)))}"`,
  )
  return content === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content}</${name}>`
}

export function label(
  x: number,
  y: number,
  content: string,
  attributes: Readonly<Record<string, string | number>> = {},
): string {
  return element('text', { x, y, ...attributes }, escaped(content))
}

export function line(x1: number, y1: number, x2: number, y2: number, stroke: string): string {
  return element('line', { x1, y1, x2, y2, stroke })
}

/** A whole plot on a white ground, so that it reads the same in a dark page. */
export function plot(width: number, height: number, title: string, parts: readonly string[]): string {
  const frame = [
    element('title', {}, escaped(title)),
    element('rect', { width, height, fill: '#ffffff' }),
    label(16, 26, title, { 'font-size': 15, 'font-weight': 'bold' }),
  ]
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    'font-family': 'system-ui, sans-serif',
    'font-size': 12,
    fill: '#24292f',
  }
  return `${element('svg', attributes, `\n${[...frame, ...parts].join('\n')}\n`)}\n`
}

export const grey = '#d0d7de'
export const oursColour = '#1f6feb'
export const palette = ['#8c959f', '#bf8700', '#8250df', '#1a7f37', '#cf222e', '#0550ae'] as const

function round(value: string | number): string | number {
  return typeof value === 'number' ? Math.round(value * 100) / 100 : value
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
