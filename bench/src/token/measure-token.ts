import { type Contender, interleave } from '../harness/contenders'
import type { Sizes } from '../harness/sizes'
import { ratios, type Spread, spreadOf } from '../harness/stats'

/** What a call for a token in memory costs. */
export interface TokenCost {
  readonly name: string
  readonly ns: Spread
  /** Over the empty async function. */
  readonly ratio: Spread
}

/** The same with many identities in memory, called in no order. */
export interface IdentityCost extends TokenCost {
  readonly count: number
  readonly bytesEach: number
}

interface Answer {
  readonly nsPerCall: number
  readonly bytesEach: number
}

const kinds = {
  functions: 'an empty async function',
  sessions: 'session.token()',
  group: 'session.as(id).token()',
  smithy: 'memoize (@smithy/property-provider)',
  google: 'getAccessToken (google-auth-library)',
  azure: 'token cycler (@azure/core-rest-pipeline)',
  sdk: 'getToken (@looker/sdk-node)',
} as const

type Kind = keyof typeof kinds

const contender = (kind: Kind, count: number, mode: 'one' | 'all'): Contender => ({
  name: kinds[kind],
  program: 'token-process',
  args: [kind, `${count}`, mode],
})

/** One identity, called again and again. */
export async function measureToken({ token: { rounds, calls } }: Sizes): Promise<TokenCost[]> {
  const all: Kind[] = ['functions', 'sessions', 'group', 'smithy', 'google', 'azure', 'sdk']
  const contenders = all.map(kind => contender(kind, 1, 'one'))
  return costs(await interleave<Answer>(contenders, { calls }, { rounds, warmUps: 2 }))
}

/** One identity to very many; calls go round all of them. */
export async function measureIdentities({
  identities: { counts, rounds, calls },
}: Sizes): Promise<IdentityCost[]> {
  const all: Kind[] = ['functions', 'sessions', 'group', 'smithy', 'azure', 'sdk']
  const results: IdentityCost[] = []
  for (const count of counts) {
    const contenders = all.map(kind => contender(kind, count, 'all'))
    const answers = await interleave<Answer>(
      contenders,
      { calls: Math.max(calls, count) },
      { rounds, warmUps: 2 },
    )
    for (const cost of costs(answers)) {
      results.push({ ...cost, count, bytesEach: answers.get(cost.name)?.[0]?.bytesEach ?? Number.NaN })
    }
  }
  return results
}

function costs(answers: ReadonlyMap<string, readonly Answer[]>): TokenCost[] {
  const floor = (answers.get(kinds.functions) ?? []).map(({ nsPerCall }) => nsPerCall)
  return [...answers].map(([name, rounds]) => {
    const samples = rounds.map(({ nsPerCall }) => nsPerCall)
    return { name, ns: spreadOf(samples), ratio: ratios(samples, floor) }
  })
}
