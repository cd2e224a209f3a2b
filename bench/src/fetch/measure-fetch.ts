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
  /** Microseconds of the processor in the caller's process, one after the other. */
  readonly cpuUs: Spread
  /** Over native fetch. */
  readonly cpuRatio: Spread
  /** Requests a second, side by side. */
  readonly perSecond: Spread
  /** Over native fetch. */
  readonly perSecondRatio: Spread
}

interface Answer {
  readonly sequentialUs: number
  readonly cpuUs: number
  readonly perSecond: number
}

const kinds = {
  native: 'native fetch, header set by hand',
  session: 'session.fetch (@looker-auth/node)',
  nodeFetch: 'nodeFetch, header set by hand',
  coreSession: 'session.fetch (@looker-auth/core, native fetch)',
  crossFetch: 'cross-fetch, header set by hand',
  sdk: 'sdk.get (@looker/sdk-node)',
  sdkOnSession: 'sdk.get (@looker-auth/looker-sdk)',
  sdkMe: 'sdk.me (@looker/sdk-node)',
  sdkMeOnSession: 'sdk.me (@looker-auth/looker-sdk)',
} as const

export async function measureFetch({ fetch }: Sizes): Promise<FetchCost[]> {
  const { rounds, requests, concurrency } = fetch
  const server = await startServer(fileURLToPath(new URL('fetch-server.js', import.meta.url)))
  try {
    const contenders = Object.entries(kinds).map(
      ([kind, name]): Contender => ({ name, program: 'fetch-process', args: [kind, server.url] }),
    )
    const answers = await interleave<Answer>(contenders, { requests, concurrency }, { rounds, warmUps: 1 })
    const of = (name: string, key: keyof Answer): number[] => (answers.get(name) ?? []).map(one => one[key])
    const overNative = (name: string, key: keyof Answer) => ratios(of(name, key), of(kinds.native, key))
    return [...answers.keys()].map(name => ({
      name,
      sequentialUs: spreadOf(of(name, 'sequentialUs')),
      sequentialRatio: overNative(name, 'sequentialUs'),
      cpuUs: spreadOf(of(name, 'cpuUs')),
      cpuRatio: overNative(name, 'cpuUs'),
      perSecond: spreadOf(of(name, 'perSecond')),
      perSecondRatio: overNative(name, 'perSecond'),
    }))
  } finally {
    await server.close()
  }
}
