import type { Style } from '../terminal/style.js'
import { wrap } from '../terminal/wrap.js'
import type { Examined } from './examine.js'
import type { Status } from './step.js'

/** How the report is laid out. */
export interface Layout {
  readonly style: Style
  readonly columns: number
}

const marks: Readonly<Record<Status, readonly [mark: string, colour: 'green' | 'red' | 'yellow' | 'dim']>> = {
  ok: ['✓', 'green'],
  failed: ['✗', 'red'],
  warning: ['!', 'yellow'],
  not_run: ['-', 'dim'],
}

/** A step for people: what was looked at, what was found, and what to do. */
export function describeStep({ step, finding }: Examined, { style, columns }: Layout): string {
  const { status, lines, next } = finding
  const [mark, colour] = marks[status]
  const inner = { columns, first: '    ', further: '      ' }
  if (status === 'not_run') {
    const text = wrap(`${step.title}: ${lines.join(' ')}`, { columns, first: '- ', further: '    ' })
    return `${style.dim(text)}\n`
  }
  const shown = [
    `${style[colour](mark)} ${style.bold(step.title)}`,
    ...lines.map(line => wrap(line, inner)),
    ...(next === undefined ? [] : [style[colour](wrap(`Next: ${next}`, inner))]),
  ]
  return `${shown.join('\n')}\n`
}

/** The next step of the first failure; undefined where nothing is to fix. */
export function fixFirst(examined: readonly Examined[]): string | undefined {
  const failed = examined.find(({ finding }) => finding.status === 'failed')?.finding
  return failed && (failed.next ?? failed.lines.at(-1))
}

/** The last line. */
export function describeEnd(next: string | undefined, { style, columns }: Layout): string {
  if (next === undefined) return `\n${style.green('Nothing to fix.')}\n`
  const text = wrap(`Fix first: ${next}`, { columns, first: '', further: '  ' })
  return `\n${text.replace('Fix first:', style.bold(style.red('Fix first:')))}\n`
}

/** The report for a program. */
export function reportAsData(examined: readonly Examined[]): object {
  const next = fixFirst(examined)
  return {
    steps: examined.map(({ step, finding: { status, lines, next, code } }) => ({
      step: step.name,
      status,
      lines,
      next: next ?? null,
      ...(code !== undefined && { code }),
    })),
    fix_first: next ?? null,
    ok: next === undefined,
  }
}
