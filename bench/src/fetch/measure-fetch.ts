import { fileURLToPath } from 'node:url'
import { type Contender, interleave } from '../harness/contenders'
import { startServer } from '../harness/servers'
import type { Sizes } from '../harness/sizes'
import { ratios, type Spread, spreadOf } from '../harness/stats'

/** What a request with a warm token costs. */
export interface FetchCost {
  readonly name: string
  /** Microseconds a request, one after the other. */
  readonly sequentialUs: Spread
  /** Over native fetch. */
  readonly sequentialRatio: Spread
  /** Requests a second, side by side. */
  readonly perSecond: Spread
  /** Over native fetch. */
  readonly perSecondRatio: Spread
}

interface Answer {
  readonly sequentialUs: number
  readonly perSecond: number
}

const kinds = {
  native: 'native fetch, header set by hand',
  session: 'session.fetch (@looker-auth/node)',
  nodeFetch: 'nodeFetch, header set by hand',
  coreSession: 'session.fetch (@looker-auth/core, over native fetch)',
  crossFetch: 'cross-fetch, header set by hand',
  sdk: 'sdk.get (@looker/sdk-node)',
} as const

export async function measureFetch({ fetch }: Sizes): Promise<FetchCost[]> {
  const { rounds, requests, concurrency } = fetch
  const server = await startServer(fileURLToPath(new URL('fetch-server.js', import.meta.url)))
  try {
    const contenders = Object.entries(kinds).map(
      ([kind, name]): Contender => ({ name, program: 'fetch-process', args: [kind, server.url] }),
    )
    const answers = await interleave<Answer>(contenders, { requests, concurrency }, { rounds, warmUps: 1 })
    const of = (name: string, key: keyof Answer) => (answers.get(name) ?? []).map(answer => answer[key])
    return [...answers.keys()].map(name => ({
      name,
      sequentialUs: spreadOf(of(name, 'sequentialUs')),
      sequentialRatio: ratios(of(name, 'sequentialUs'), of(kinds.native, 'sequentialUs')),
      perSecond: spreadOf(of(name, 'perSecond')),
      perSecondRatio: ratios(of(name, 'perSecond'), of(kinds.native, 'perSecond')),
    }))
  } finally {
    await server.close()
  }
}
