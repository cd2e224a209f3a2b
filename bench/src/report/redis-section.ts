import type { Results } from '../results'
import { figure, table, times, withSpread } from './table'

export function redisSection({ redis, sizes }: Results): string[] {
  const heading = '## A store in Redis'
  if (redis === undefined) return [heading, 'Left out: there was no redis-server on this machine.']
  const { rounds, operations } = sizes.redis
  const rows = redis.operations.map(({ client, name, us, ratio }) => {
    const bare = name === name.toUpperCase()
    const overBare = bare ? '' : `${times(ratio)} (${figure(ratio.q1)} to ${figure(ratio.q3)})`
    return [
      bare ? `${name}, ${client} alone` : `\`${name}\`, redisStore over ${client}`,
      withSpread(us),
      overBare,
    ]
  })
  return [
    heading,
    table(['', '>µs', '>over the bare command'], rows),
    `${rounds} rounds of ${operations.toLocaleString('en')}, one after the other, over one connection to redis-server ${redis.version} on the same machine. All read or write a session's record with an end. \`load\` is a script around GETEX, compared with GET; \`commit\` is a script that compares the version, stores and tells the channel, compared with SET. On a network its way there and back comes to each of them, and they are closer to each other.`,
  ]
}
