import { AuthError } from '../../errors/auth-error.js'
import type { FlightSignals, Prepared } from '../../grants/grant.js'
import type { Landing } from '../../sharing/adoption.js'
import { type FlightHost, type FlightPlan, fly } from '../../sharing/shared-token-source.js'
import { revoke } from '../revocation/logout.js'
import { isRefusal } from '../state-machine/guards.js'
import { Denial } from './refused-credentials.js'
import { isSignOut } from './request-ends.js'

/** The session that wants a token. */
export interface TokenRequestHost extends FlightHost {
  denial: Denial | undefined
  /** Settles when a sign-out that is under way has written its tombstone: the next sign-in comes after it. */
  readonly tombstoneWritten: Promise<unknown> | undefined
  /** The last token request that was no flight. */
  readonly turn: Promise<unknown> | undefined
  /** The sign-in of the admin, for sudo. */
  parentSignIn(): Promise<string | undefined> | undefined
}

/** One token request of a session: the credentials are asked for, and forgotten with it. */
export async function requestToken(
  host: TokenRequestHost,
  plan: FlightPlan,
  signals: FlightSignals,
): Promise<Landing> {
  const { family, grant } = host
  const { stopSignal } = signals
  let prepared: Prepared | undefined
  try {
    await family.aborts.unlessAborted(Promise.all([host.tombstoneWritten, host.turn]), stopSignal)
    prepared = await family.aborts.unlessAborted(grant.prepare(stopSignal), stopSignal)
    const landing = await fly(host, prepared, plan, signals)
    await refuseOthers(host, landing)
    return landing
  } catch (error) {
    if (AuthError.is(error) && isRefusal(error)) {
      const fingerprint = await prepared?.fingerprint().catch(() => undefined)
      if (fingerprint !== undefined) host.denial = new Denial(fingerprint)
    }
    throw error
  }
}

/** A session of one user refuses the token of another one. */
async function refuseOthers(host: FlightHost, { token, source, subject }: Landing): Promise<void> {
  const { grant } = host
  const bound = grant.identity.subject
  if (grant.bind === undefined || bound === undefined || bound === subject) return
  if (source === 'login') await revoke(host, token.accessToken, event => host.report(event), 'late')
  throw new AuthError('identity_changed')
}

/**
 * Revokes a token that came after its request was ended. One that is stored is others' too: only a sign-out, its own or its admin's,
 * makes it void.
 */
export async function revokeLate(
  host: TokenRequestHost,
  { token, source }: Landing,
  reason: unknown,
): Promise<void> {
  if (source === 'store' || !host.grant.renewable) return
  // One whose commit was not answered may stand there too; the ledger has it.
  const mayStand = token.version !== undefined || (token.storeKey !== undefined && !host.family.ownsStore)
  if (mayStand && !isSignOut(reason)) {
    const parent = await host.parentSignIn()
    if (parent === undefined || parent === token.parentSignInId) return
  }
  await revoke(host, token.accessToken, event => host.report(event), 'late')
}
