import type { Results } from '../results'
import { table, times, withSpread } from './table'

export function startsSection({ redis, starts, sizes }: Results): string[] {
  const { rounds, processes } = sizes.starts
  const missing = redis === undefined ? ' Those over Redis are left out: there was no redis-server.' : ''
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
    `${rounds} rounds. The processes run and have loaded their code; then all are told at once to open what they share and to get a token. Nothing is stored yet. A login takes 100 ms and is counted by the emulator; the most of any round are given. All run on one machine. Files are compared with a login each, what is in Redis with its client alone.${missing}`,
  ]
}
