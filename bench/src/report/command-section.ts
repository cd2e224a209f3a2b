import type { Results } from '../results'
import { table, times, withSpread } from './table'

/** Nothing for results from before the command was measured. */
export function commandSection({ command, sizes }: Results): string[] {
  if (command === undefined) return []
  return [
    '## Start of the command',
    table(
      ['', '>ms', '>over an empty script'],
      command.map(({ name, ms, over }, index) => [name, withSpread(ms), index === 0 ? '' : times(over)]),
    ),
    `Median of ${sizes.imports.rounds} processes, from the start of each to its end. The goals are 1.5 times an empty script for \`--version\`, and 2.5 times for a token from the store.`,
  ]
}
