import type { Results } from '../results'
import { figure, table, times, withSpread } from './table'

export function redisSection({ redis, sizes }: Results): string[] {
  const heading = '## A store in Redis'
  if (redis === undefined) return [heading, 'Not measured: there was no redis-server on this machine.']
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
    `${rounds} rounds of ${operations.toLocaleString('en')}, operations, one after the other, over one connection to redis-server ${redis.version} on the same machine. Each operation reads or writes the record of a session, which has an expiry time. \`load\` is a script with GETEX; it is compared with GET. \`commit\` is a script that compares the version, stores the record and publishes to the channel; it is compared with SET. Over a network, each of them also takes the time of the network, so the ratios are smaller.`,
  ]
}
