import { AuthError } from '../../errors/auth-error.js'
import type { Grant, ParentSignIn } from '../../grants/grant.js'
import type { Landing } from '../../sharing/adoption.js'
import { StoreWatch } from '../../sharing/record-watch.js'
import type { HeldToken } from '../../tokens/cached-token.js'
import { trackServed } from '../../tokens/custody.js'
import { SignInNames } from '../../tokens/sign-in-memory.js'
import type { SessionEventBody } from '../events.js'
import { Audience } from '../observers.js'
import type { Relatives } from '../relatives.js'
import { revoke, type SignOutResult } from '../revocation/logout.js'
import { SignOuts } from '../revocation/sign-outs.js'
import { type Family, momentOf } from '../session-group.js'
import { announcementsOf } from '../state-machine/announcements.js'
import { transition } from '../state-machine/next-state.js'
import { refusalOf } from '../state-machine/refusal.js'
import { type SessionState, snapshotOf } from '../state-machine/snapshot.js'
import type { Effect, MachineEvent, State } from '../state-machine/states.js'
import { acquire } from './acquire.js'
import { noLongerServed } from './no-longer-served.js'
import type { Denial } from './refused-credentials.js'
import { endReason, isPersonal } from './request-ends.js'
import { isCurrent, type Serving, servingOf } from './serving.js'
import type { SingleFlight } from './single-flight.js'
import { startFlight } from './token-flight.js'

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
  /** When the registry was last asked for it, in uses. */
  lastUse = 0
  /** How often a sign-in of it was ended, here or elsewhere. */
  ends = 0
  /** Raised where others use it after it was signed out: handles of an older generation stay signed out. */
  generation = 0
  /** Made when they are first needed. */
  flight: SingleFlight<Landing> | undefined
  denial: Denial | undefined
  signOuts: SignOuts | undefined
  /** The last token request that was no flight. */
  turn: Promise<unknown> | undefined
  /** Whether a request has succeeded with the token. */
  accepted = false
  /** Of a session that asks for tokens of other users. */
  readonly signIns: SignInNames | undefined
  readonly #relatives: Relatives
  #audience: Audience | undefined
  #state: State = { name: 'idle', flight: 0 }
  #snapshot: SessionState | undefined
  #serving: Serving | undefined
  #uses = 0

  constructor(name: string, family: Family, grant: Grant, relatives: Relatives) {
    this.name = name
    this.family = family
    this.grant = grant
    this.#relatives = relatives
    const store = grant.renewable ? family.store : undefined
    this.watch = store === undefined ? undefined : new StoreWatch(store, this, relatives)
    this.signIns = name === '' ? new SignInNames(family.store === undefined) : undefined
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
    return heldIn(this.#state)
  }

  /** Also while it is being signed out. */
  get isSignedOut(): boolean {
    return this.#state.name === 'signing_out' || this.#state.name === 'signed_out'
  }

  /** Settles when a sign-out that is under way has written its tombstone. */
  get tombstoneWritten(): Promise<unknown> | undefined {
    return this.signOuts?.tombstoneWritten
  }

  /** How often it was signed out here. */
  get signOutCount(): number {
    return this.signOuts?.count ?? 0
  }

  /** Whether it could be forgotten without anybody noticing but for a login. */
  get idle(): boolean {
    const busy = this.flight?.landed !== undefined || this.signOuts?.active || this.#uses > 0
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

  /** For `as()`: it may be used again, but not by the handles that were signed out. */
  reopen(): void {
    if (!this.isSignedOut) return
    this.generation++
    this.dispatch({ type: 'reopened' })
  }

  /** Lets go; its callers get `closed`. Settles when what was on the wire has landed. */
  async shutDown(): Promise<void> {
    const { held } = this
    this.closed = true
    this.flight?.end(new AuthError('closed'), { abortNetwork: false })
    this.watch?.end()
    this.#serving = undefined
    if (this.family.ownsStore && this.grant.renewable && held !== undefined) trackServed(this, held)
    await this.flight?.landed
  }

  /** Drops what it remembers; nothing is under way. That it was signed out its handles know by its generation. */
  forget(): void {
    this.evicted = true
    if (this.isSignedOut) this.generation++
    const before = this.#state
    this.#state = { name: 'idle', flight: before.flight }
    this.#moved(before, undefined)
  }

  dispatch(event: MachineEvent, source: Landing['source'] = 'store'): void {
    if (this.closed) return
    const before = this.#state
    const context = { ...momentOf(this.family), personal: isPersonal(event, this.grant) }
    const [after, effects] = transition(before, event, context)
    this.#state = after
    if (before !== after) this.#moved(before, event)
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

  signedOut(): void {
    this.dispatch({ type: 'sign_out_finished' })
  }

  parentSignIn(): Promise<ParentSignIn> | undefined {
    return this.#relatives.parentSignIn?.()
  }

  /** The token may be served for longer, or must be looked at before. */
  looked(): void {
    this.#serving = this.closed ? undefined : servingOf(this.#state, this.watch?.freshUntil)
  }

  /** @param event Undefined where it is forgotten. */
  #moved(before: State, event: MachineEvent | undefined): void {
    this.#snapshot = undefined
    const heldBefore = heldIn(before)
    if (this.held?.id !== heldBefore?.id) {
      this.accepted = false
      if (this.held !== undefined) this.signIns?.add(this.held.signInId)
      if (heldBefore !== undefined) noLongerServed(this, heldBefore, event)
      this.watch?.follow(this.held)
      // Also when there was none: who reads the sign-in just now may have read it before this one was watched.
      this.#relatives.doubtChildren()
    }
    this.looked()
  }

  #perform(effect: Effect, event: MachineEvent): void {
    if (effect.type === 'start_flight') startFlight(this, effect)
    if (effect.type === 'abort_flight')
      this.flight?.end(endReason(event, this.grant), { abortNetwork: event.type === 'abandoned' })
    if (effect.type === 'end_children') {
      this.ends++
      this.#relatives.endChildren()
    }
    if (effect.type === 'revoke_late')
      void revoke(this, effect.token.accessToken, body => this.report(body), 'late')
    if (effect.type === 'end_identity') {
      this.signIns?.end()
      if (effect.token !== undefined) trackServed(this, effect.token, true)
      this.#relatives.trackChildren()
      this.signOuts?.begin(effect.token)
    }
  }

  #refuseIfClosed(): void {
    if (this.closed) throw new AuthError('closed')
  }
}

function heldIn(state: State): HeldToken | undefined {
  return 'token' in state ? state.token : undefined
}
