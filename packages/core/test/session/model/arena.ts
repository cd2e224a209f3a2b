import { everythingIn } from '../everything-in.js'
import { createSession, type Lock, type Session, type SessionEvent, type SessionOptions } from '../product.js'
import { answerOf, tokenOf } from './callers.js'
import { idBytes } from './chance.js'
import { adminId, FakeLooker } from './fake-looker.js'
import { Ledger, type Party, type Seat, seatFor } from './ledger.js'
import { type Fault, lineOf } from './line.js'
import { type Call, signInsOf } from './outcomes.js'
import type { SharedStore } from './shared-store.js'
import type { Timeline } from './timeline.js'

/** One family of sessions in the arena. */
export interface Family {
  readonly party: Party
  readonly options: Partial<SessionOptions>
  /** What its next grants meet, in turn. */
  readonly faults: Fault[]
  readonly handles: Map<string, { readonly seat: Seat; session: Session }>
}

export interface FamilyInit {
  readonly machine: number
  readonly store?: SharedStore | undefined
  readonly lock?: Lock | undefined
  readonly options?: Partial<SessionOptions>
}

export interface ArenaInit {
  readonly timeline: Timeline
  readonly lifetimeMs?: number
  readonly families: readonly FamilyInit[]
  /** Waited for at each step of network, store and lock. */
  pause(family: number, step: string): Promise<void>
  /** From 0 to 1. */
  draw(): number
}

export const secret = 'canary-secret'

/** Families of sessions at one server, and the ledger that watches them. */
export class Arena {
  readonly ledger: Ledger
  readonly looker: FakeLooker
  readonly families: Family[]
  readonly timeline: Timeline
  /** Calls and sign-outs that are not settled. */
  readonly underWay = new Set<string>()
  /** Callers that may yet give up. */
  readonly abortable: { readonly call: Call; readonly controller: AbortController }[] = []
  /** What was thrown or told, once of each kind. */
  readonly #said = new Map<string, unknown>()
  readonly #init: ArenaInit
  #works = 0

  constructor(init: ArenaInit) {
    const { timeline, lifetimeMs = 3_600_000 } = init
    this.#init = init
    this.timeline = timeline
    this.looker = new FakeLooker(() => timeline.trueMs, lifetimeMs)
    this.ledger = new Ledger(this.looker, () => timeline.trueMs)
    this.families = init.families.map((family, index) => this.#family(family, index))
  }

  call(family: number, subject: string, kind: Call['kind'], abortable = false): Promise<void> {
    const { seat, session } = this.#handle(family, subject)
    const barred = seat.signedOut || (seat.root?.signedOut ?? false)
    const startOrder = this.ledger.next()
    const call: Call = {
      ...{ seat, kind, startOrder, barred, startMs: this.timeline.trueMs },
      ...{ signIns: signInsOf(seat), reason: undefined },
    }
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
    this.#cause(call.seat.party, [adminId, call.seat.subject])
    controller.abort(call.reason)
  }

  logout(family: number, subject: string): Promise<void> {
    const { seat, session } = this.#handle(family, subject)
    if (seat.party.closed) return Promise.resolve()
    const signOut = this.ledger.signOutCalled(seat)
    const work = session.logout().then(
      () => {
        this.ledger.signOutDone(signOut)
        this.#killed(seat.party.group)
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
    const { seat, session } = this.#handle(family, subject)
    this.ledger.signInCalled(seat)
    const { ledger, timeline } = this
    const barred = seat.root?.signedOut ?? false
    const startOrder = ledger.next()
    const call: Call = {
      ...{ seat, kind: 'token', startOrder, barred, startMs: timeline.trueMs },
      ...{ signIns: signInsOf(seat), reason: undefined },
    }
    const work = session.login().catch(error => {
      this.#said.set(String(error), error)
      ledger.judge(call, { error })
    })
    return this.#follow(`login of ${seat.name}`, work, () => {})
  }

  /** Another handle for the user: as() answers no session that was ended. */
  as(family: number, subject: string): void {
    const handle = this.#handle(family, subject)
    if (subject === adminId || handle.seat.party.closed) return
    handle.session = this.#handle(family, adminId).session.as(subject)
    handle.seat.signedOut = false
    handle.seat.signIns++
  }

  close(family: number): Promise<void> {
    const { seat, session } = this.#handle(family, adminId)
    seat.party.closed = true
    this.#killed(seat.party.group)
    return this.#follow(`close of ${seat.name}`, session.close(), () => {})
  }

  /** The server ends a user's tokens. */
  revoke(subject: string): void {
    this.looker.revoke(subject)
    for (const group of new Set(this.families.map(({ party }) => party.group))) {
      this.ledger.cause(group, subject)
      this.#killed(group)
    }
  }

  /** A machine falls asleep; calls under way go on when it wakes up. */
  sleep(machine: number): void {
    const sleeper = this.timeline.machines[machine]
    for (const { party } of this.families) {
      if (party.machine !== sleeper || sleeper.asleep) continue
      party.dazed = [...this.underWay].some(work => work.includes(`of ${party.name}/`))
    }
    sleeper?.sleep()
  }

  /** A machine's wall clock is set. */
  jump(machine: number, ms: number): void {
    const jumper = this.timeline.machines[machine]
    if (jumper !== undefined) jumper.wallOffsetMs += ms
    for (const { party } of this.families) if (party.machine === jumper && ms < 0) party.dazed = true
  }

  /** All seats that were ever used. */
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

  #killed(group: string): void {
    for (const { party } of this.families)
      if (party.group === group) party.killedMs.push(party.machine.monotonic())
  }

  #cause({ group }: Party, subjects: readonly string[]): void {
    for (const subject of new Set(subjects)) this.ledger.cause(group, subject)
  }

  #handle(family: number, subject: string): { readonly seat: Seat; session: Session } {
    const found = this.families[family]
    if (found === undefined) throw new Error(`there is no family ${family}`)
    const { handles, party, options } = found
    const known = handles.get(subject)
    if (known !== undefined) return known
    const root = subject === adminId ? undefined : this.#handle(family, adminId).session
    const session = root?.as(subject) ?? createSession(options as SessionOptions)
    const handle = { seat: seatFor(party, subject), session }
    handles.set(subject, handle)
    return handle
  }

  #family({ machine, store, lock, options }: FamilyInit, index: number): Family {
    const { timeline, pause, draw, lifetimeMs = 3_600_000 } = this.#init
    const clock = timeline.machines[machine] ?? timeline.machine()
    const name = `f${index}`
    const party: Party = {
      ...{ name, group: store === undefined ? name : 'shared', machine: clock },
      ...{ closed: false, dazed: false, disturbedMs: [], killedMs: [], root: undefined },
    }
    const step = (what: string): Promise<void> => pause(index, what)
    const faults: Fault[] = []
    const handles: Family['handles'] = new Map()
    const seat = (subject: string): Seat | undefined => handles.get(subject)?.seat
    const late = (ms: number): void => {
      if (ms >= lifetimeMs) this.#killed(party.group)
    }
    let ids = 0
    const all: Partial<SessionOptions> = {
      baseUrl: 'https://looker.test',
      credentials: async () => {
        await step('credentials')
        return { clientId: 'client', clientSecret: secret }
      },
      fetch: lineOf({ ledger: this.ledger, party, step, faults, seat, late }),
      clock,
      random: { fraction: draw, bytes: length => idBytes(index, ++ids, length) },
      onEvent: (event: SessionEvent) => this.#said.set(`${event.type} ${'error' in event}`, event),
      store: store?.view(step),
      lock,
      ...options,
    }
    return { party, options: all, faults, handles }
  }
}
