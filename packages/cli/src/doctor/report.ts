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

/**
 * Steps for people: what was looked at, what was found, and what to do. No sentence stands there twice.
 *
 * @param group As {@link inGroups} answers it.
 * @param isFirst Whether the step is the first that failed: its next step is the last line of the report.
 */
export function describeGroup(group: readonly Examined[], isFirst: boolean, layout: Layout): string {
  const [examined] = group
  if (examined === undefined) return ''
  return examined.finding.status === 'not_run'
    ? describeNotRun(group, layout)
    : describeStep(examined, isFirst, layout)
}

function describeNotRun(group: readonly Examined[], { style, columns }: Layout): string {
  const titles = group.map(({ step }) => step.title).join(', ')
  const reason = group[0]?.finding.lines.join(' ')
  return `${style.dim(wrap(`${titles}: ${reason}`, { columns, first: '- ', further: '    ' }))}\n`
}

function describeStep({ step, finding }: Examined, isFirst: boolean, { style, columns }: Layout): string {
  const { status, lines, next } = finding
  const [mark, colour] = marks[status]
  const inner = { columns, first: '    ', further: '      ' }
  const shown = [
    `${style[colour](mark)} ${style.bold(step.title)}`,
    ...lines.filter(line => !next?.includes(line)).map(line => wrap(line, inner)),
    ...(next === undefined || isFirst ? [] : [style[colour](wrap(`Next: ${next}`, inner))]),
  ]
  return `${shown.join('\n')}\n`
}

/** The steps as they end, each alone; those that are not run for one reason, one after the other, together. */
export async function* inGroups(steps: AsyncIterable<Examined>): AsyncGenerator<readonly Examined[]> {
  let waiting: Examined[] = []
  for await (const examined of steps) {
    if (waiting[0] !== undefined && reasonOf(waiting[0]) !== reasonOf(examined)) {
      yield waiting
      waiting = []
    }
    if (reasonOf(examined) === undefined) yield [examined]
    else waiting.push(examined)
  }
  if (waiting.length > 0) yield waiting
}

/** Why it was not run; undefined for a step that was. */
function reasonOf({ finding: { status, lines } }: Examined): string | undefined {
  return status === 'not_run' ? lines.join(' ') : undefined
}

/** The next step of the first failure; undefined where nothing is to fix. */
export function fixFirst(examined: readonly Examined[]): string | undefined {
  const failed = examined.find(({ finding }) => finding.status === 'failed')?.finding
  return failed && (failed.next ?? failed.lines.at(-1))
}

/** The last line. */
export function describeEnd(examined: readonly Examined[], { style, columns }: Layout): string {
  const next = fixFirst(examined)
  if (next === undefined) {
    const seen = examined.filter(({ finding }) => finding.status === 'warning').map(({ step }) => step.title)
    if (seen.length === 0) return `\n${style.green('Nothing to fix.')}\n`
    const text = `Nothing has to be fixed. See the warning (!) of: ${seen.join(', ')}.`
    return `\n${style.yellow(wrap(text, { columns, first: '', further: '  ' }))}\n`
  }
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
