import { everythingIn } from '../everything-in.js'
import type { Session } from '../product.js'
import { Application } from './application.js'
import type { Call } from './call.js'
import { answerOf, tokenOf } from './callers.js'
import { adminId, FakeLooker } from './fake-looker.js'
import { type Family, type FamilyInit, familyOf } from './family.js'
import { Ledger } from './ledger.js'
import { LiveTokens } from './live-tokens.js'
import { callOf } from './outcomes.js'
import { type Seat, seatFor } from './party.js'
import { signIn } from './sign-in.js'
import type { Timeline } from './timeline.js'
import { Troubles } from './troubles.js'

export interface ArenaInit {
  readonly timeline: Timeline
  readonly lifetimeMs?: number
  readonly families: readonly FamilyInit[]
  /** Waited for at each step of network, store and lock. */
  pause(family: number, step: string): Promise<void>
  /** From 0 to 1. */
  draw(): number
}

/** Session groups at one server, and the ledger that watches them. */
export class Arena {
  readonly ledger: Ledger
  readonly looker: FakeLooker
  readonly liveTokens: LiveTokens
  readonly families: Family[] = []
  readonly timeline: Timeline
  readonly troubles: Troubles
  /** Calls and sign-outs that are not settled. */
  readonly underWay = new Set<string>()
  /** Callers that may yet give up. */
  readonly abortable: { readonly call: Call; readonly controller: AbortController }[] = []
  /** The step of the history that was taken last. */
  lastStep = 'none'
  /** What was thrown or reported, once of each kind. */
  readonly #said = new Map<string, unknown>()
  readonly #init: ArenaInit
  readonly #application = new Application()
  readonly #generations = new Map<number, number>()
  #works = 0

  constructor(init: ArenaInit) {
    const { timeline, lifetimeMs = 3_600_000 } = init
    this.#init = init
    this.timeline = timeline
    this.looker = new FakeLooker(() => timeline.trueMs, lifetimeMs)
    this.liveTokens = new LiveTokens(this.looker)
    this.ledger = new Ledger(this.looker, () => timeline.trueMs)
    this.troubles = new Troubles(this.ledger)
    for (const index of init.families.keys()) this.#open(index)
  }

  call(family: number, subject: string, kind: Call['kind'], abortable = false): Promise<void> {
    const handle = this.#handle(family, subject)
    if (handle === undefined) return Promise.resolve()
    const { seat, session } = handle
    const call = callOf(this.ledger, seat, kind)
    this.troubles.called(seat)
    const controller = new AbortController()
    if (abortable) this.abortable.push({ call, controller })
    const signal = abortable ? controller.signal : undefined
    const outcome = kind === 'token' ? tokenOf(session, signal) : answerOf(session, seat, signal)
    return this.#follow(`${kind} of ${seat.name}`, outcome, result => {
      if ('error' in result) this.#said.set(String(result.error), result.error)
      this.ledger.judge(call, result)
    })
  }

  /** The caller that waits longest gives up. */
  abort(): void {
    const first = this.abortable.shift()
    if (first === undefined) return
    const { call, controller } = first
    call.reason = new Error('the caller gave up')
    const { party, subject } = call.seat
    for (const who of new Set([party.ownId, subject])) this.ledger.cause(party.group, who)
    controller.abort(call.reason)
  }

  logout(family: number, subject: string): Promise<void> {
    const handle = this.#handle(family, subject)
    if (handle === undefined || handle.seat.party.closed) return Promise.resolve()
    const { seat, session } = handle
    const signOut = this.ledger.signOutCalled(seat)
    this.troubles.signOutCalled(seat)
    const work = session.logout().then(
      ({ revoked }) => {
        // The backend could not be notified, and may give out the token once more.
        const isTold = revoked && seat.party.service?.().closed !== true
        if (!isTold && seat.party.kind === 'backend') seat.floor = 0
        this.ledger.signOutDone(signOut)
        this.troubles.signedOut(seat)
      },
      error => {
        this.#said.set(String(error), error)
        if (!this.ledger.prompt) seat.floor = 0
        else if (!seat.party.closed) this.ledger.violated(`logout of ${seat.name} failed: ${String(error)}`)
      },
    )
    return this.#follow(`logout of ${seat.name}`, work, () => {})
  }

  login(family: number, subject: string): Promise<void> {
    const handle = this.#handle(family, subject)
    if (handle === undefined) return Promise.resolve()
    const { seat, session } = handle
    const { ledger } = this
    ledger.signInCalled(seat)
    this.troubles.signInCalled(seat)
    const call = callOf(this.ledger, seat, 'token')
    const signedIn = signIn(seat.party, session, this.looker, this.#application)
    const work = signedIn
      .finally(() => ledger.signInDone(seat))
      .then(
        () => {
          seat.signedIn = { ms: call.startMs, order: call.startOrder }
        },
        error => {
          this.#said.set(String(error), error)
          ledger.judge(call, { error })
        },
      )
    return this.#follow(`login of ${seat.name}`, work, () => {})
  }

  /** The user of the pages signs out of the application itself. */
  leaveApplication(family: number): Promise<void> {
    const { party } = this.#family(family)
    const work = party.kind === 'backend' ? this.#application.signOut(party.group) : undefined
    if (work === undefined) return Promise.resolve()
    this.troubles.applicationLeft(party)
    const done = work.then(
      () => this.troubles.applicationLeft(party),
      error => this.#said.set(String(error), error),
    )
    return this.#follow(`sign-out of ${party.name} from the application`, done, () => {})
  }

  /** Another handle for the user: as() answers no session that was ended. */
  as(family: number, subject: string): void {
    const handle = this.#handle(family, subject)
    const root = this.#handle(family, adminId)
    if (handle === undefined || root === undefined || handle.seat.party.closed) return
    if (subject === adminId || handle.seat.party.kind !== 'api_key') return
    handle.session = root.session.as(subject)
    handle.seat.signedOut = false
    handle.seat.signIns++
  }

  close(family: number): Promise<void> {
    const handle = this.#handle(family, adminId)
    if (handle === undefined) return Promise.resolve()
    const { seat, session } = handle
    seat.party.closed = true
    this.troubles.closed(seat.party)
    return this.#follow(`close of ${seat.name}`, session.close(), () => {})
  }

  /** A new session group takes the place of one that was closed. */
  reopen(family: number): void {
    if (this.#family(family).party.closed) this.#open(family)
  }

  /** The server ends a user's tokens. */
  revoke(subject: string): void {
    this.looker.revoke(subject)
    this.troubles.revoked(subject)
  }

  /** All seats that were ever used, of the session groups that are there. */
  seats(): { readonly seat: Seat; readonly family: number }[] {
    return this.families.flatMap(({ handles }, family) =>
      [...handles.values()].map(({ seat }) => ({ seat, family })),
    )
  }

  /** Nothing may be under way, pending or shown. */
  end(): readonly string[] {
    const { ledger, timeline } = this
    for (const work of this.underWay) ledger.violated(`${work} never settled`)
    const pending = timeline.machines.reduce((sum, { timers }) => sum + timers.size, 0)
    if (pending > 0) ledger.violated(`${pending} timers are left behind`)
    if (everythingIn([...this.#said.values()]).includes('canary'))
      ledger.violated('an error or event shows a secret')
    return ledger.violations
  }

  #follow<T>(name: string, work: Promise<T>, then: (result: T) => void): Promise<void> {
    const entry = `${name} #${++this.#works}`
    this.underWay.add(entry)
    return work.then(result => {
      this.underWay.delete(entry)
      then(result)
    })
  }

  #family(index: number): Family {
    const found = this.families[index]
    if (found === undefined) throw new Error(`there is no family ${index}`)
    return found
  }

  /** Undefined where the session group was closed before it had one for the user. */
  #handle(family: number, subject: string): { readonly seat: Seat; session: Session } | undefined {
    const { handles, party, open } = this.#family(family)
    const who = party.kind === 'api_key' ? subject : party.ownId
    const known = handles.get(who)
    if (known !== undefined) return known
    const root = who === party.ownId ? undefined : this.#handle(family, party.ownId)?.session
    if (party.closed) return undefined
    const handle = { seat: seatFor(party, who), session: root?.as(who) ?? open() }
    handles.set(who, handle)
    return handle
  }

  #open(index: number): void {
    const { timeline, pause, draw, families, lifetimeMs = 3_600_000 } = this.#init
    const init = families[index] ?? { machine: 0 }
    const machine = timeline.machines[init.machine] ?? timeline.machine()
    const family: Family = familyOf(init, index, {
      ...{ ledger: this.ledger, liveTokens: this.liveTokens, application: this.#application },
      ...{ machine, draw, generation: this.#generations.get(index) ?? 0 },
      service: () => this.#family(0).party,
      disturbed: () => this.troubles.disturbed(family.party),
      step: what => pause(index, what),
      lastStep: () => this.lastStep,
      said: event => this.#said.set(`${event.type} ${'error' in event}`, event),
      late: ms => {
        if (ms >= lifetimeMs) this.troubles.killed(family.party.group)
      },
    })
    this.families[index] = family
    this.#generations.set(index, (this.#generations.get(index) ?? 0) + 1)
    this.troubles.parties.push(family.party)
    this.troubles.opened(family.party)
    const hasPages = families.some(({ kind }) => kind === 'backend')
    const service = hasPages && index === 0 ? this.#handle(0, adminId) : undefined
    if (service !== undefined) this.#application.serveThrough(service.session)
  }
}
