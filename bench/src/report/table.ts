import type { Spread } from '../harness/stats'

/** A Markdown table. Columns whose head begins with `>` stand on the right. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const names = heads.map(head => head.replace(/^>/, ''))
  const rule = heads.map(head => (head.startsWith('>') ? '---:' : '---'))
  return [names, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

/** A number as people read it: three digits that say something. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '-'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}

/** The median, and in brackets where the middle half lies. */
export function withSpread({ median, q1, q3 }: Spread): string {
  return `${figure(median)} (${figure(q1)} to ${figure(q3)})`
}

export function times({ median }: Spread): string {
  return `${median.toFixed(2)}x`
}

export function code(name: string): string {
  return name.replace(/^([\w.]+\([^)]*\)(?:\.\w+\(\))?)/, '`$1`')
}
