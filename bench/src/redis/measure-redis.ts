import { type Contender, interleave } from '../harness/contenders'
import { redisClientNames } from '../harness/redis-clients'
import { startRedis } from '../harness/redis-server'
import type { Sizes } from '../harness/sizes'
import { ratios, type Spread, spreadOf } from '../harness/stats'
import { operationNames } from './operations'

/** What redisStore costs beside a bare command of the same client. */
export interface RedisCosts {
  /** Of the redis-server. */
  readonly version: string
  readonly operations: readonly OperationCost[]
}

export interface OperationCost {
  readonly client: string
  readonly name: string
  /** Microseconds, one after the other. */
  readonly us: Spread
  /** Over GET for what reads, over SET for what writes. */
  readonly ratio: Spread
}

const bareOf = { GET: 'GET', load: 'GET', SET: 'SET', commit: 'SET' } as const

/** Undefined where there is no redis-server. */
export async function measureRedis({ redis }: Sizes): Promise<RedisCosts | undefined> {
  const server = await startRedis()
  if (server === undefined) return undefined
  try {
    const { version, url } = server
    const wanted = redisClientNames.flatMap(client => operationNames.map(name => ({ client, name })))
    const contenders = wanted.map(
      ({ client, name }): Contender => ({
        name: `${name}, ${client}`,
        program: 'redis-process',
        args: [name, client, url],
      }),
    )
    const { rounds, operations } = redis
    const answers = await interleave<number>(contenders, { operations }, { rounds, warmUps: 1 })
    const of = (name: string, client: string): readonly number[] => answers.get(`${name}, ${client}`) ?? []
    const costs = wanted.map(({ client, name }) => ({
      client,
      name,
      us: spreadOf(of(name, client)),
      ratio: ratios(of(name, client), of(bareOf[name], client)),
    }))
    return { version, operations: costs }
  } finally {
    await server.close()
  }
}
