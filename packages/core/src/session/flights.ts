import { asAuthError } from '../errors/as-auth-error.js'
import { AuthError } from '../errors/auth-error.js'
import type { Grant, Prepared, TokenRequestTurn } from '../grants/grant.js'
import { type Deferred, deferred } from './deferred.js'
import { type FlightPlan, fly } from './flight.js'
import { FlightEnded, isSignOut, SignedOutElsewhere } from './flight-ends.js'
import { isRefusal } from './guards.js'
import type { HeldToken } from './held-token.js'
import type { Landing } from './landing.js'
import { letGo } from './late-landing.js'
import type { MachineEvent } from './machine-types.js'
import { revoke, type SignOutHost } from './sign-out.js'
import type { StoreWatch } from './store-watch.js'

/** What a flight's callers are told when it was ended for a reason that is not theirs: ask again. */
export const askAgain = Symbol('ask again')

/** What the callers of a flight get that was ended: the sign-out, or another try. */
export function endReason(event: MachineEvent, grant: Grant): unknown {
  const isSignOut = event.type === 'sign_out' || (event.type === 'ended' && isPersonal(event, grant))
  return isSignOut ? new AuthError('signed_out') : askAgain
}

/** Whether it is to the person whom it ends: a user is not signed out with the admin. */
export function isPersonal(event: MachineEvent, { personal }: Grant): boolean {
  return personal && !(event.type === 'ended' && event.parent)
}

/** The session, as its flights see it. */
export interface FlightHost extends SignOutHost {
  readonly watch: StoreWatch | undefined
  /** Undefined again when nothing is under way any more. */
  flights: Flights | undefined
  landed(flight: number, landing: Landing): void
  /** `fingerprint`: of the credentials that were refused. */
  crashed(flight: number, error: AuthError, fingerprint: string | undefined): void
  abandoned(flight: number): void
  dispatch(event: MachineEvent): void
}

/** Token requests that are no flights wait for what is on the wire. */
export function turnOf(host: FlightHost): TokenRequestTurn {
  return async request => {
    await host.flights?.landed
    return request()
  }
}

/** One attempt at a token, and those who wait for it. */
interface UnderWay {
  readonly number: number
  readonly network: AbortController
  readonly stop: AbortController
  readonly landing: Deferred<HeldToken>
  callers: number
}

/** The one flight of a session that is under way, if any. */
export class Flights {
  readonly #host: FlightHost
  #current: UnderWay | undefined
  #landed: Promise<unknown> | undefined

  /** @param after What flights wait for before they begin: of a session for the same identity that this one comes after. */
  constructor(host: FlightHost, after?: Promise<unknown>) {
    this.#host = host
    this.#landing(after)
  }

  /** Settles when nothing is on the wire any more, also of flights that were ended; undefined when nothing is. */
  get landed(): Promise<unknown> | undefined {
    return this.#landed
  }

  /** Settles with the flight that is under way, and is no caller of it. */
  get underWay(): Promise<HeldToken> | undefined {
    return this.#current?.landing.promise
  }

  start(number: number, plan: FlightPlan): void {
    const flight: UnderWay = {
      number,
      network: new AbortController(),
      stop: new AbortController(),
      landing: deferred<HeldToken>(),
      callers: 0,
    }
    this.#current = flight
    const before = this.#landed
    // A flight that is ended while it waits for the one before does not mean that that one has landed.
    this.#landing(this.#run(flight, plan, before).then(() => before))
  }

  /** Kept no longer than needed: there may be 100,000 sessions. */
  #landing(landed: Promise<unknown> | undefined): void {
    this.#landed = landed
    void landed?.then(() => {
      if (this.#landed !== landed) return
      this.#landed = undefined
      if (this.#current === undefined) this.#host.flights = undefined
    })
  }

  /**
   * Ends the flight that is under way; its callers get the reason. A request on the wire is aborted only when asked for:
   * else it lands, and its token is revoked.
   */
  end(reason: unknown, { abortNetwork }: { readonly abortNetwork: boolean }): void {
    const flight = this.#current
    if (flight === undefined) return
    this.#current = undefined
    flight.stop.abort(reason)
    if (abortNetwork) flight.network.abort(reason)
    flight.landing.reject(reason)
  }

  /** Waits as a caller. Whoever leaves last abandons the flight. */
  async join(signal: AbortSignal | undefined): Promise<HeldToken> {
    const flight = this.#current
    if (flight === undefined) throw askAgain
    flight.callers++
    try {
      return await this.#host.family.aborts.unlessAborted(flight.landing.promise, signal)
    } finally {
      flight.callers--
      const left = flight.callers === 0 && this.#current === flight && !this.#host.grant.mustLand
      if (left) this.#host.abandoned(flight.number)
    }
  }

  /** Never two grants of one identity at a time: a flight begins when the one before it, though ended, has landed. */
  async #run(flight: UnderWay, plan: FlightPlan, before: Promise<unknown> | undefined): Promise<void> {
    let prepared: Prepared | undefined
    try {
      const { family, grant } = this.#host
      await family.aborts.unlessAborted(before ?? Promise.resolve(), flight.stop.signal)
      prepared = await family.aborts.unlessAborted(grant.prepare(), flight.stop.signal)
      const signals = { signal: flight.network.signal, stopSignal: flight.stop.signal }
      const landing = await fly(family, grant, prepared, plan, signals, event => this.#host.report(event))
      await this.#refuseOthers(landing)
      if (flight.stop.signal.aborted)
        return await letGo(this.#host, prepared, landing, flight.stop.signal.reason)
      this.#done(flight)
      this.#host.landed(flight.number, landing)
      if (this.#host.watch?.stale) await this.#host.watch.look()
      flight.landing.resolve(landing.token)
    } catch (error) {
      await this.#crash(flight, prepared, error)
    }
  }

  /** A session that is one user's takes nobody else's token, however it came. */
  async #refuseOthers({ token, source, subject }: Landing): Promise<void> {
    const { grant } = this.#host
    const bound = grant.identity.subject
    if (grant.bind === undefined || bound === undefined || bound === subject) return
    if (source === 'login')
      await revoke(this.#host, token.accessToken, event => this.#host.report(event), 'late')
    throw new AuthError('identity_changed')
  }

  async #crash(flight: UnderWay, prepared: Prepared | undefined, error: unknown): Promise<void> {
    if (flight.stop.signal.aborted || error instanceof FlightEnded) return flight.landing.reject(askAgain)
    const endedElsewhere =
      error instanceof SignedOutElsewhere || (this.#host.grant.personal && isSignOut(error))
    if (endedElsewhere) return this.#host.dispatch({ type: 'ended' })
    const failure = asAuthError(error, 'network')
    const fingerprint = isRefusal(failure) ? await prepared?.fingerprint().catch(() => undefined) : undefined
    this.#done(flight)
    this.#host.crashed(flight.number, failure, fingerprint)
    flight.landing.reject(failure)
  }

  #done(flight: UnderWay): void {
    if (this.#current === flight) this.#current = undefined
  }
}
