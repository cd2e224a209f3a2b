import type { FlightSignals, Grant, Obtained, Prepared } from '../grants/grant.js'
import { revoke } from '../session/revocation/logout.js'
import type { Family } from '../session/session-group.js'
import { SignedOutElsewhere } from '../session/token-cache/request-ends.js'
import { anyone, type TokenRecord } from '../tokens/token-record.js'
import { newRecord } from './adoption.js'
import { type Loaded, mostCommits, type Report } from './store-client.js'

/** The flight that brings what somebody signed in for. */
export interface AnewFlight {
  readonly family: Family
  readonly grant: Grant
  readonly prepared: Prepared
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
 *
 * @throws SignedOutElsewhere when the user signed out in another tab since they began to sign in.
 */
export async function writeAnew(
  { family, grant, prepared, signals, report }: AnewFlight,
  key: string,
  obtained: Obtained,
): Promise<Written | undefined> {
  const record = newRecord(family, grant, obtained, undefined)
  for (let commits = 1; !signals.stopSignal.aborted; commits++) {
    const over = await family.store?.load(key, anyone, report)
    if (signals.stopSignal.aborted) break
    if (isEndedSince(prepared.anew?.before, over, obtained)) {
      await revoke({ family, grant }, obtained.token.access_token, report, 'late')
      throw new SignedOutElsewhere()
    }
    // The page goes on elsewhere after a sign-in, where only what is stored counts.
    const committed = await family.store?.commitPatiently(key, record, over?.version, report)
    if (committed === undefined || commits > mostCommits)
      return { record, version: undefined, replacedId: over?.record?.id }
    if (!committed.won) continue
    if (over?.record?.kind === 'token') {
      await revoke({ family, grant }, over.record.accessToken, report, 'replaced', over.record)
    }
    return { record, version: committed.now.version }
  }
  return undefined
}

/** Where nothing could be read when the sign-in began, a sign-out that is found now may have come after it. */
function isEndedSince(before: Loaded | undefined, now: Loaded | undefined, { subject }: Obtained): boolean {
  if (now?.record?.kind !== 'signed_out' || now.version === before?.version) return false
  return now.record.subject === undefined || now.record.subject === subject
}
