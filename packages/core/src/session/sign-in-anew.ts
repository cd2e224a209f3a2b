import type { FlightSignals, Grant, Obtained } from '../grants/grant.js'
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

/** The record, and where it stands; `replacedId`: what it could not be written over. */
export interface Written {
  readonly record: TokenRecord
  readonly version: string | undefined
  readonly replacedId?: string | undefined
}

/**
 * Writes the token of a new sign-in over whatever is stored, of whomever, and ends the token that stood there. Undefined
 * when the flight was ended meanwhile.
 */
export async function writeAnew(
  { family, grant, signals, report }: AnewFlight,
  key: string,
  obtained: Obtained,
): Promise<Written | undefined> {
  const record = newRecord(family, grant, obtained, undefined)
  while (!signals.stopSignal.aborted) {
    const over = await family.store?.load(key, anyone, report)
    if (signals.stopSignal.aborted) break
    // The page goes on elsewhere after a sign-in, where only what is stored counts.
    const committed = await family.store?.commitPatiently(key, record, over?.version, report)
    if (committed === undefined) return { record, version: undefined, replacedId: over?.record?.id }
    if (!committed.won) continue
    if (over?.record?.kind === 'token') {
      await revoke({ family, grant }, over.record.accessToken, report, 'replaced', over.record)
    }
    return { record, version: committed.now.version }
  }
  return undefined
}
