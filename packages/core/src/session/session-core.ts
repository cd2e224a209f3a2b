import { AuthError } from '../errors/auth-error.js'
import type { Grant } from '../grants/grant.js'
import { acquire } from './acquire.js'
import { announcementsOf } from './announce.js'
import { Audience } from './audience.js'
import { Denial } from './denial.js'
import type { SessionEventBody } from './events.js'
import { type Family, momentOf } from './family.js'
import { endReason, Flights, isPersonal } from './flights.js'
import type { HeldToken } from './held-token.js'
import type { Landing } from './landing.js'
import type { Effect, MachineEvent, State } from './machine-types.js'
import type { Relatives } from './relatives.js'
import { isCurrent, type Serving, servingOf } from './serving.js'
import { revoke, type SignOutResult } from './sign-out.js'
import { SignOuts } from './sign-outs.js'
import { type SessionState, snapshotOf } from './snapshot.js'
import { refusalOf } from './state-error.js'
import { StoreWatch } from './store-watch.js'
import { transition } from './transition.js'

/** The shell of one identity's machine: it alone holds state and performs effects. */
export class SessionCore {
  readonly family: Family
  readonly grant: Grant
  /** Names the identity within its family. */
  readonly name: string
  /** Undefined where there is no shared store to keep in step with. */
  readonly watch: StoreWatch | undefined
  closed = false
  /** Whether the registry has forgotten it; whoever holds it finds the present one there. */
  evicted = false
  /** How often a sign-in of it was ended, here or elsewhere. */
  ends = 0
  /** Made when they are first needed. */
  flights: Flights | undefined
  denial: Denial | undefined
  signOuts: SignOuts | undefined
  readonly #relatives: Relatives
  #audience: Audience | undefined
  #state: State = { name: 'idle', flight: 0 }
  #snapshot: SessionState | undefined
  #serving: Serving | undefined
  #proven = false
  #uses = 0

  constructor(name: string, family: Family, grant: Grant, relatives: Relatives) {
    this.name = name
    this.family = family
    this.grant = grant
    this.#relatives = relatives
    const store = grant.renewable ? family.store : undefined
    this.watch = store === undefined ? undefined : new StoreWatch(store, this, relatives)
  }

  /** Made when the first listener comes, for there may be many sessions. */
  get audience(): Audience {
    this.#audience ??= new Audience()
    return this.#audience
  }

  get state(): State {
    return this.#state
  }

  get snapshot(): SessionState {
    this.#snapshot ??= snapshotOf(this.#state, this.grant.identity)
    return this.#snapshot
  }

  /** The token that may be served, as far as the machine knows. */
  get held(): HeldToken | undefined {
    return 'token' in this.#state ? this.#state.token : undefined
  }

  /** Also while it is being signed out. */
  get isSignedOut(): boolean {
    return this.#state.name === 'signing_out' || this.#state.name === 'signed_out'
  }

  /** How often it was signed out here. */
  get signOutCount(): number {
    return this.signOuts?.count ?? 0
  }

  /** Whether it could be forgotten without anybody noticing but for a login. */
  get idle(): boolean {
    const busy = this.flights?.landed !== undefined || this.signOuts?.active || this.#uses > 0
    return !busy && !this.#audience?.listening
  }

  /** Runs the work, and is not idle meanwhile. */
  async whileInUse<T>(work: () => Promise<T>): Promise<T> {
    this.#uses++
    try {
      return await work()
    } finally {
      this.#uses--
    }
  }

  /** The token, where it can be served without waiting: the hot path. */
  serve(): Serving | undefined {
    return isCurrent(this.#serving, this.family.calls.clock) ? this.#serving : undefined
  }

  acquire(signal?: AbortSignal, background = this.family.background): Promise<HeldToken> {
    return this.whileInUse(() => acquire(this, signal, background))
  }

  /** @throws AuthError `signed_out` or `closed`: nothing may be sent any more, with whatever token. */
  refuseIfEnded(): void {
    this.#refuseIfClosed()
    if (this.isSignedOut) throw refusalOf(this.#state, this.family)
  }

  /**
   * The server rejected the token. Answers whether a better one can be had: it is under way, already there, or a sign-in away.
   *
   * @param verifiable Whether the request will be sent again, and so show whether the renewal bore fruit.
   */
  reject(token: HeldToken, verifiable = true): boolean {
    if (!this.grant.renewable) return false
    this.dispatch({ type: 'rejected', tokenId: token.id, proven: this.#proven && verifiable })
    const { name } = this.#state
    return name === 'signing_in' || name === 'idle' || (this.held !== undefined && this.held.id !== token.id)
  }

  /** A token that came from a renewal was rejected too: for a while its rejections lead to no other renewal. */
  bar(token: HeldToken): void {
    const barred = this.held?.id === token.id && momentOf(this.family).monotonicMs < this.held.barUntilMs
    if (barred) this.dispatch({ type: 'rejected', tokenId: token.id, proven: false })
  }

  /** A request succeeded with the token. */
  prove(token: HeldToken): void {
    if (this.#serving?.token === token || this.held?.id === token.id) this.#proven = true
  }

  async signIn(signal?: AbortSignal, anew = false): Promise<void> {
    this.#refuseIfClosed()
    this.dispatch({ type: 'sign_in', anew })
    await this.acquire(signal)
  }

  async signOut(): Promise<SignOutResult> {
    this.#refuseIfClosed()
    this.signOuts ??= new SignOuts(this)
    return this.signOuts.call(() => this.dispatch({ type: 'sign_out' }))
  }

  /** Lets go: ends what is under way, and the token too where nobody else can have it. */
  async close(signal: AbortSignal): Promise<void> {
    if (this.closed) return
    const { held } = this
    this.closed = true
    this.flights?.end(new AuthError('closed'), { abortNetwork: true })
    this.watch?.end()
    this.#serving = undefined
    const own = this.family.ownsStore && this.grant.renewable
    if (own && held !== undefined)
      await revoke(this, held.accessToken, body => this.report(body), 'close', { signal })
    await this.signOuts?.settled
  }

  /** Drops what it remembers; nothing is under way. That it was signed out its handles still know. */
  forget(): void {
    if (this.#state.name === 'signed_out') return
    this.evicted = true
    const before = this.#state
    this.#state = { name: 'idle', flight: before.flight }
    this.#moved(before)
  }

  dispatch(event: MachineEvent, source: Landing['source'] = 'store'): void {
    if (this.closed) return
    const before = this.#state
    const context = { ...momentOf(this.family), personal: isPersonal(event, this.grant) }
    const [after, effects] = transition(before, event, context)
    this.#state = after
    if (before !== after) this.#moved(before)
    for (const effect of effects) this.#perform(effect, event)
    if (before === after) return
    for (const body of announcementsOf(before, event, after, source)) this.report(body)
    this.#audience?.subscribers.call()
  }

  report(body: SessionEventBody): void {
    const { subject } = this.grant.identity
    const event = subject === undefined ? body : { ...body, subject }
    this.#audience?.eventListeners.call(event)
    if (this.name !== '') this.family.emit(event)
  }

  landed(flight: number, { token, source, subject }: Landing): void {
    if (subject !== undefined) this.grant.bind?.(subject)
    this.dispatch({ type: 'granted', flight, token }, source)
  }

  crashed(flight: number, error: AuthError, fingerprint: string | undefined): void {
    if (fingerprint !== undefined) this.denial = new Denial(fingerprint)
    this.dispatch({ type: 'failed', flight, error, jitter: this.family.calls.random.fraction() })
  }

  abandoned(flight: number): void {
    this.dispatch({ type: 'abandoned', flight })
  }

  signedOut(): void {
    this.dispatch({ type: 'sign_out_finished' })
  }

  /** The token may be served for longer, or must be looked at before. */
  looked(): void {
    this.#serving = this.closed ? undefined : servingOf(this.#state, this.watch?.freshUntil)
  }

  #moved(before: State): void {
    this.#snapshot = undefined
    const heldBefore = 'token' in before ? before.token : undefined
    if (this.held?.id !== heldBefore?.id) {
      this.#proven = false
      this.watch?.follow(this.held)
      // Also when there was none: who reads the sign-in just now may have read it before this one was watched.
      this.#relatives.doubtChildren()
    }
    this.looked()
  }

  #perform(effect: Effect, event: MachineEvent): void {
    if (effect.type === 'start_flight') {
      this.flights ??= new Flights(this)
      this.flights.start(effect.flight, effect)
    }
    if (effect.type === 'abort_flight')
      this.flights?.end(endReason(event, this.grant), { abortNetwork: event.type === 'abandoned' })
    if (effect.type === 'end_children') {
      this.ends++
      this.#relatives.endChildren()
    }
    if (effect.type === 'revoke_late')
      void revoke(this, effect.token.accessToken, body => this.report(body), 'late')
    if (effect.type === 'end_identity')
      this.signOuts?.begin(effect.token, this.#relatives.minted(effect.token?.signInId))
  }

  #refuseIfClosed(): void {
    if (this.closed) throw new AuthError('closed')
  }
}
