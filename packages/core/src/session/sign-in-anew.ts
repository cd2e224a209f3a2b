import type { FlightSignals, Grant, Obtained } from '../grants/grant.js'
import { wait } from '../transport/retry.js'
import type { Family } from './family.js'
import { newRecord } from './landing.js'
import { anyone, type TokenRecord } from './record.js'
import { revoke } from './sign-out.js'
import type { Report } from './store-access.js'

/** The flight that brings what somebody signed in for. */
export interface AnewFlight {
  readonly family: Family
  readonly grant: Grant
  readonly signals: FlightSignals
  readonly report: Report
}

/** The page goes on elsewhere after a sign-in, where only what is stored counts: a store that hiccups is asked again. */
const mostFailures = 2
const retryMs = 1100

/**
 * Writes the token of a new sign-in over whatever is stored, of whomever, and ends the token that stood there. Undefined
 * when the flight was ended meanwhile.
 */
export async function writeAnew(
  { family, grant, signals, report }: AnewFlight,
  key: string,
  obtained: Obtained,
): Promise<{ record: TokenRecord; version: string | undefined } | undefined> {
  const record = newRecord(family, grant, obtained, undefined)
  for (let failures = 0; !signals.stopSignal.aborted; ) {
    const over = await family.store?.load(key, anyone, report)
    const committed = await family.store?.commit(key, record, over?.version, report)
    if (committed === undefined) {
      failures++
      if (failures > mostFailures) return { record, version: undefined }
      await wait(family.calls.clock, retryMs, signals.stopSignal).catch(() => {})
      continue
    }
    if (!committed.won) continue
    if (over?.record?.kind === 'token') {
      await revoke({ family, grant }, over.record.accessToken, report, 'replaced')
    }
    return { record, version: committed.now.version }
  }
  return undefined
}
