import { revoke } from '../session/revocation/logout.js'
import { FlightEnded, isKept, reasonToRevoke } from '../session/token-cache/request-ends.js'
import { recordAccess } from '../sharing/record-access.js'
import type { Loaded, Report } from '../sharing/store-client.js'
import type { HeldToken } from '../tokens/cached-token.js'
import { type Owner, trackGranted } from '../tokens/custody.js'
import type { RevokeReason } from '../tokens/revoke-reason.js'
import type { TokenRecord } from '../tokens/token-record.js'
import { withinHold } from '../transport/within-hold.js'
import type { Claim, FlightSignals, Grant, Obtained, Prepared } from './grant.js'
import { selectWorkspace } from './with-workspace.js'

/** The flight that asks for a token. */
export interface AskingFlight extends Owner {
  readonly grant: Grant
  readonly prepared: Prepared
  readonly plan: { readonly afterRejection: boolean }
  readonly previous: HeldToken | undefined
  readonly signals: FlightSignals
  readonly report: Report
}

/** What was obtained could not be used, but what the next token is asked for with is stored. */
class Kept extends Error {
  constructor(cause: unknown) {
    super('', { cause })
  }
}

/** A token, asked for with what is stored: a secret in it that is good for one use is reserved first, and given back if that failed. */
export async function obtainByClaim(
  flight: AskingFlight,
  key: string,
  found: Loaded | undefined,
  alone: boolean,
): Promise<{ loaded: Loaded | undefined; obtained: Obtained }> {
  const claim = await flight.prepared.claim?.(recordAccess(flight, key, alone), found)
  const loaded = claim?.loaded ?? found
  try {
    const { record } = loaded ?? {}
    const obtained = await obtainUsable(flight, record?.kind === 'token' ? record : undefined, claim)
    return { loaded, obtained }
  } catch (error) {
    if (error instanceof Kept) throw error.cause
    throw (await claim?.release(error)) ?? error
  }
}

/** A token, moved to the identity's workspace before anybody gets it. */
export async function obtainUsable(
  flight: AskingFlight,
  stored?: TokenRecord,
  claim?: Claim,
): Promise<Obtained> {
  const { family, grant, prepared, plan, previous, signals, report } = flight
  if (signals.stopSignal.aborted) throw new FlightEnded()
  const rejected = plan.afterRejection ? previous?.accessToken : undefined
  const obtained = await prepared.obtain({ ...signals, rejected, stored })
  if (grant.renewable) trackGranted(flight, obtained, stored?.accessToken ?? previous?.accessToken)
  const wanted = (): boolean => !signals.stopSignal.aborted || isKept(grant, family, signals)
  const { workspace } = grant.identity
  if (workspace !== undefined && wanted()) {
    try {
      const calls = grant.mustLand ? withinHold(family.calls) : family.calls
      const bounds = grant.mustLand ? {} : signals
      await selectWorkspace(calls, obtained.token.access_token, workspace, bounds)
      if (previous !== undefined) report({ type: 'workspace_reset', workspace })
    } catch (error) {
      const kept = wanted() && (await claim?.keep(obtained))
      if (!kept) await giveUp(flight, obtained.token.access_token, reasonToRevoke(grant, signals))
      throw claim === undefined ? error : new Kept(error)
    }
  }
  return wanted() ? obtained : revokeAndEnd(flight, obtained)
}

/** Revokes what nobody will use. */
export async function giveUp(
  flight: Pick<AskingFlight, 'family' | 'grant' | 'report'>,
  token: string,
  why: RevokeReason,
): Promise<void> {
  if (flight.grant.renewable) await revoke(flight, token, flight.report, why)
}

/** The same, for a flight that was ended. */
export async function revokeAndEnd(flight: AskingFlight, obtained: Obtained): Promise<never> {
  await giveUp(flight, obtained.token.access_token, reasonToRevoke(flight.grant, flight.signals))
  throw new FlightEnded()
}
