import type { Grant } from '../../grants/grant.js'
import type { SharedWait } from '../../runtime/shared-wait.js'
import { type CachedToken, momentOf } from '../../tokens/cached-token.js'
import type { Identity } from '../../tokens/identity.js'
import { SignInMemory } from '../../tokens/sign-in-memory.js'
import type { ParentSession } from '../../tokens/token-owner.js'
import type { CompletedSignIn, FoundToken, Revalidation, TokenSource } from '../../tokens/token-source.js'
import type { SessionEventBody } from '../events.js'
import { Observers } from '../observers.js'
import type { SignOutResult } from '../revocation/logout.js'
import { SignOuts } from '../revocation/sign-outs.js'
import type { SessionGroup } from '../session-group.js'
import { announcementsOf } from '../state-machine/announcements.js'
import { nextState } from '../state-machine/next-state.js'
import { refusalOf, refuseIfClosed } from '../state-machine/refusal.js'
import { endsSignIn, isSignedOut } from '../state-machine/sign-in-ends.js'
import { type SessionState, snapshotOf } from '../state-machine/snapshot.js'
import { cachedIn, type MachineEvent, type State } from '../state-machine/states.js'
import { acquire } from './acquire.js'
import type { CacheParts, RememberedSession, TokenCacheInit } from './cache-parts.js'
import { CallersOfTurn } from './callers-of-turn.js'
import { perform, stopServing } from './effects.js'
import type { RefusedCredentials } from './refused-credentials.js'
import { revalidate } from './revalidate.js'
import { isCurrent, type Serving, servingOf } from './serving.js'
import type { SingleFlight } from './single-flight.js'
import { inTurn } from './turns.js'

/** The token of one identity, and the shell of its state machine: it alone holds state and performs effects. */
export class TokenCache implements CacheParts {
  readonly name: string
  readonly group: SessionGroup
  readonly grant: Grant
  readonly source: TokenSource
  readonly isPersonal: boolean
  readonly parent: ParentSession | undefined
  readonly revalidation: Revalidation | undefined
  identity: Identity
  signIns = new SignInMemory()
  closed = false
  /** Whether the registry has forgotten it; its handles find the present one there. */
  evicted = false
  lastUse = 0
  generation = 0
  flight: SingleFlight<FoundToken> | undefined
  refused: RefusedCredentials | undefined
  signOuts: SignOuts | undefined
  turn: SharedWait<unknown> | undefined
  beside: SharedWait<unknown> | undefined
  completion: SharedWait<unknown> | undefined
  accepted = false
  readonly #children: (() => readonly CacheParts[]) | undefined
  #observers: Observers | undefined
  #state: State = { name: 'idle', request: 0 }
  #snapshot: SessionState | undefined
  #serving: Serving | undefined
  #uses = 0
  #callers: CallersOfTurn | undefined

  constructor({ name, group, grant, source, isPersonal, parent, children }: TokenCacheInit) {
    this.name = name
    this.group = group
    this.grant = grant
    this.source = source
    this.isPersonal = isPersonal
    this.parent = parent
    this.identity = grant.identity
    this.#children = children
    this.revalidation = source.revalidation?.(this)
  }

  /** Made when the first listener comes. */
  get observers(): Observers {
    this.#observers ??= new Observers()
    return this.#observers
  }

  get state(): State {
    return this.#state
  }

  get subject(): string | undefined {
    return this.identity.subject
  }

  get snapshot(): SessionState {
    this.#snapshot ??= snapshotOf(this.#state, this.identity)
    return this.#snapshot
  }

  get cached(): CachedToken | undefined {
    return cachedIn(this.#state)
  }

  get isSignedOut(): boolean {
    return isSignedOut(this.#state)
  }

  /** Whether the registry may evict it, which then costs one login at most. */
  get idle(): boolean {
    const busy = this.flight?.onWire || this.signOuts?.active || this.#uses > 0
    return !busy && !this.#observers?.listening
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

  serve(): Serving | undefined {
    return isCurrent(this.#serving, this.group.calls.clock) ? this.#serving : undefined
  }

  acquire(signal?: AbortSignal, background = this.group.background): Promise<CachedToken> {
    const ask = () => this.whileInUse(() => acquire(this, signal, background))
    if (signal !== undefined || background !== this.group.background) return ask()
    this.#callers ??= new CallersOfTurn()
    return this.#callers.join(() => this.#state, ask)
  }

  /** @throws AuthError `signed_out` or `closed`: nothing may be sent any more, with whatever token. */
  refuseIfEnded(): void {
    refuseIfClosed(this)
    if (this.isSignedOut) throw refusalOf(this.#state, this.group.calls.clock)
  }

  maySend({ signInId, parent }: Pick<CachedToken, 'signInId' | 'parent'>): boolean {
    const isOver = this.closed || this.isSignedOut || this.parent?.isSignedOut
    const isParentEnded = this.parent?.owner.signIns.hasEnded(parent?.signInId)
    return !isOver && !isParentEnded && !this.signIns.hasEnded(signInId)
  }

  async signIn(signal?: AbortSignal, completed?: CompletedSignIn): Promise<void> {
    refuseIfClosed(this)
    this.dispatch({ type: 'sign_in', completed })
    const completes = completed !== undefined
    await this.whileInUse(() => acquire(this, signal, this.group.background, { completes }))
  }

  async signOut(): Promise<SignOutResult> {
    refuseIfClosed(this)
    this.signOuts ??= new SignOuts(this, () => this.dispatch({ type: 'sign_out_finished' }))
    return this.signOuts.call(() => this.dispatch({ type: 'sign_out' }))
  }

  /** For `as()`: not for the handles that were signed out. */
  reopen(): void {
    if (!this.isSignedOut) return
    this.generation++
    this.dispatch({ type: 'reopened' })
  }

  /** Evicts it: it drops its token. Nothing is under way. A session that is signed out stays so. */
  forget(): void {
    this.evicted = true
    if (!this.isSignedOut) this.#moveTo({ name: 'idle', request: this.#state.request })
  }

  /** Takes over what was remembered of the evicted session. */
  restore({ generation, signIns, isSignedOut }: RememberedSession): void {
    this.generation = generation
    this.signIns = signIns
    if (isSignedOut) this.#moveTo({ name: 'signed_out', request: this.#state.request, reason: 'logout' })
  }

  #moveTo(state: State): void {
    const before = this.#state
    this.#state = state
    this.#moved(before, undefined)
  }

  bind(subject: string | undefined): void {
    if (subject === undefined || this.identity.subject !== undefined) return
    this.identity = { ...this.identity, subject }
    this.#snapshot = undefined
  }

  dispatch(event: MachineEvent, source: FoundToken['source'] = 'store'): void {
    if (this.closed) return
    const before = this.#state
    const isPersonal = this.isPersonal && !(event.type === 'ended' && event.parent)
    const context = { ...momentOf(this.group.calls.clock), personal: isPersonal }
    const [after, effects] = nextState(before, event, context)
    this.#state = after
    if (before !== after) this.#moved(before, event)
    for (const effect of effects) perform(this, effect, event, isPersonal)
    if (before === after) return
    const { subject } = this
    if (endsSignIn(before, event, after)) this.unbind()
    for (const body of announcementsOf(before, event, after, source)) this.report(body, subject)
    this.#observers?.subscribers.call()
  }

  /** Whose an external id is, is asked anew at the next sign-in. The handles are those of the user before. */
  unbind(): void {
    if (this.identity === this.grant.identity || this.grant.identity.external === undefined) return
    this.generation++
    this.identity = this.grant.identity
    this.#snapshot = undefined
  }

  report(body: SessionEventBody, subject = this.subject): void {
    const event = subject === undefined ? body : { ...body, subject }
    this.#observers?.eventListeners.call(event)
    if (this.name !== '') this.group.emit(event)
  }

  inTurn<T>(request: () => Promise<T>, atOnce = false): Promise<T> {
    return inTurn(this, request, atOnce)
  }

  freshnessChanged(): void {
    this.#serving = this.closed ? undefined : servingOf(this.#state, this.revalidation?.freshUntil)
  }

  recordChanged(): void {
    this.#invalidateChildren()
    revalidate(this).catch(() => {})
  }

  children(): readonly CacheParts[] {
    return this.#children?.() ?? []
  }

  #invalidateChildren(): void {
    for (const child of this.children()) child.revalidation?.invalidate()
  }

  /** @param event Undefined where the session is evicted or restored. */
  #moved(before: State, event: MachineEvent | undefined): void {
    this.#snapshot = undefined
    const cachedBefore = cachedIn(before)
    const { cached } = this
    if (cached?.id !== cachedBefore?.id) {
      this.accepted = false
      if (cached !== undefined) this.signIns.serve(cached)
      if (cachedBefore !== undefined) stopServing(this, cachedBefore, event)
      this.revalidation?.follow(cached)
      // Also when there was none: a session that reads the record just now may have read it before this one was watched.
      this.#invalidateChildren()
    }
    this.freshnessChanged()
  }
}
