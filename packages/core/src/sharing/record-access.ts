import type { FlightSignals, RecordAccess } from '../grants/grant.js'
import { expectedSubject, newId } from '../session/session-group.js'
import { wait } from '../transport/retry.js'
import { type AdoptingFlight, adoptable } from './adoption.js'
import type { Report } from './store-client.js'

/** The flight that works on the record. */
export interface AccessingFlight extends AdoptingFlight {
  readonly signals: FlightSignals
  readonly plan: { readonly afterRejection: boolean }
  readonly report: Report
}

/** The record under the key, for a grant that spends what is in it. */
export function recordAccess(flight: AccessingFlight, key: string, alone: boolean): RecordAccess {
  const { family, grant, signals, report } = flight
  const { store, calls } = family
  return {
    alone,
    rejected: flight.plan.afterRejection,
    load: async () => store?.load(key, expectedSubject(grant), report),
    commit: async (record, version) => store?.commit(key, record, version, report),
    commitPatiently: async (record, version) => store?.commitPatiently(key, record, version, report),
    serves: loaded => adoptable(flight, key, loaded, undefined) !== undefined,
    pause: ms => wait(calls.clock, ms, signals.stopSignal),
    newId: () => newId(family),
  }
}
