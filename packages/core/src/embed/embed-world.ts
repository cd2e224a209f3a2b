import type { Clock } from '../runtime/clock.js'
import type { Lock } from '../stores/lock.js'
import type { EmbedCalls } from './looker/embed-calls.js'
import type { EmbedRecords } from './record/embed-records.js'

/** What the work of an embed endpoint needs. */
export interface EmbedWorld {
  readonly calls: EmbedCalls
  readonly records: EmbedRecords
  readonly lock: Lock | undefined
  readonly clock: Clock
  /** Names the service account as it is now: a hash. Its credentials may change while the server runs. */
  readonly accountHash: () => Promise<string>
  /** Hears of what went wrong where the work goes on. */
  readonly report: (error: unknown) => void
}
