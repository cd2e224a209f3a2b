import type { FetchCost } from './fetch/measure-fetch'
import type { Environment } from './harness/environment'
import type { Sizes } from './harness/sizes'
import type { HerdCost } from './herd/measure-herd'
import type { IdentityCost, TokenCost } from './token/measure-token'
import type { Weight } from './weight/measure-weight'

/** All that one run found: docs/benchmarks.json, from which the document and the plots are written. */
export interface Results {
  readonly environment: Environment
  readonly sizes: Sizes
  readonly tokens: readonly TokenCost[]
  readonly fetches: readonly FetchCost[]
  readonly herds: readonly HerdCost[]
  readonly identities: readonly IdentityCost[]
  readonly weights: readonly Weight[]
  readonly seconds: number
}
