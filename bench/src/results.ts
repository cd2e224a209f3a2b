import type { CommandCost } from './command/measure-command'
import type { FetchCost } from './fetch/measure-fetch'
import type { Environment } from './harness/environment'
import type { Sizes } from './harness/sizes'
import type { HerdCost } from './herd/measure-herd'
import type { RedisCosts } from './redis/measure-redis'
import type { StartCost } from './starts/measure-starts'
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
  /** Undefined where there was no redis-server. */
  readonly redis?: RedisCosts | undefined
  readonly starts: readonly StartCost[]
  readonly weights: readonly Weight[]
  /** Undefined in results from before the command was measured. */
  readonly command?: readonly CommandCost[] | undefined
  readonly seconds: number
}
