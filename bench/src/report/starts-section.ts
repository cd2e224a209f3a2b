import type { Results } from '../results'
import { table, times, withSpread } from './table'

export function startsSection({ redis, starts, sizes }: Results): string[] {
  const { rounds, processes } = sizes.starts
  const missing =
    redis === undefined ? ' The lines with Redis are missing, because there was no redis-server.' : ''
  return [
    '## Cold processes',
    table(
      [
        `${processes} processes share`,
        '>logins',
        '>ms until the last has its token',
        '>over the line it is compared with',
      ],
      starts.map(({ name, logins, ms, over }) => [
        name,
        `${logins}`,
        withSpread(ms),
        over === undefined ? '' : times(over),
      ]),
    ),
    `${rounds} rounds. The processes run and have loaded their code. Then all of them open the shared store and ask for a token at the same moment. The store is empty. A login takes 100 ms. The emulator counts the logins; the table has the highest number of any round. All processes run on one machine. The lines with files are compared with the first line. The lines with Redis are compared with the client alone.${missing}`,
  ]
}
