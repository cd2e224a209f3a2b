import { deferred } from '../../runtime/deferred.js'
import type { HeldToken } from '../../tokens/cached-token.js'
import type { Family } from '../session-group.js'
import { type Ended, endIdentity, type SignOutHost, type SignOutResult } from './logout.js'

/** The session, as its sign-outs see it. */
export interface SignOutsHost extends SignOutHost {
  readonly isSignedOut: boolean
  /** Nothing is under way any more. */
  signedOut(): void
}

/** The sign-outs of one session: who signs out while one is under way shares its revocation, not its tombstone. */
export class SignOuts {
  /** How often somebody signed out. */
  count = 0
  readonly #host: SignOutsHost
  #underWay: Promise<Ended> | undefined
  #tombstones: Promise<unknown> | undefined

  constructor(host: SignOutsHost) {
    this.#host = host
  }

  get active(): boolean {
    return this.#underWay !== undefined
  }

  /** Fulfilled when the tombstones of what is under way stand, or could not be written. */
  get tombstoneWritten(): Promise<unknown> | undefined {
    return this.#tombstones
  }

  /** Settles with what is under way, however that ends. */
  get settled(): Promise<void> {
    return (this.#underWay ?? Promise.resolve()).then(noop, noop)
  }

  /** @param signOut Makes the machine sign out, which leads to {@link begin}. */
  async call(signOut: () => void): Promise<SignOutResult> {
    this.count++
    if (this.#underWay === undefined || !this.#host.isSignedOut) signOut()
    // Its tombstone may stand already, and others may have signed in since.
    else if (this.#host.family.store !== undefined && this.#host.grant.renewable) this.begin(undefined)
    const { known, dead } = (await this.#underWay) ?? nothing
    return { revoked: known > 0 && known === dead }
  }

  begin(token: HeldToken | undefined): void {
    const before = this.#underWay
    const written = deferred<void>()
    this.#tombstones = Promise.all([this.#tombstones, written.promise])
    const ending = endIdentity(this.#host, token, () => written.resolve())
    const whole = both(before, ending).finally(() => {
      written.resolve()
      if (this.#underWay !== whole) return
      this.#underWay = undefined
      this.#tombstones = undefined
      this.#host.signedOut()
    })
    this.#underWay = whole
    whole.catch(noop)
  }
}

/** A session that may be signing out. */
export interface SigningOut {
  readonly family: Family
  readonly signOuts: SignOuts | undefined
  readonly signOutCount: number
  refuseIfEnded(): void
}

/**
 * Waits for the sign-out of a session that is under way.
 *
 * @throws AuthError `signed_out` if somebody signed out again meanwhile; the signal's reason.
 */
export async function signOutOver(core: SigningOut, signal: AbortSignal | undefined): Promise<void> {
  const { signOuts, signOutCount } = core
  if (signOuts?.active) await core.family.aborts.unlessAborted(signOuts.settled, signal)
  if (signOutCount !== core.signOutCount) core.refuseIfEnded()
}

/** The later one says whether it could be written. */
async function both(before: Promise<Ended> | undefined, ending: Promise<Ended>): Promise<Ended> {
  const [first = nothing, last] = await Promise.all([before?.catch(noop), ending])
  return { known: first.known + last.known, dead: first.dead + last.dead }
}

const nothing: Ended = { known: 0, dead: 0 }

function noop(): undefined {}
