import type { RequestSignals } from '../../grants/grant.js'
import type { Clock } from '../../runtime/clock.js'
import { within } from '../../runtime/deadline.js'
import { type Deferred, deferred } from '../../runtime/deferred.js'
import { SharedWait } from '../../runtime/shared-wait.js'
import type { AbortListeners } from '../../transport/abort-listeners.js'

/** What the callers get when the work is ended for a reason that does not concern them: they ask again. */
export const askAgain = Symbol('ask again')

/** Callers wait this much longer than the work may take, in milliseconds, so that the bound of work that still runs comes first. */
const marginMs = 1000

/** The session that starts the work. */
export interface FlightOwner<T> {
  /** The work returned the value. The callers get it next. */
  landed(value: T): void
  /** The work failed, or its bound passed. Returns what the callers get. */
  failed(error: unknown): unknown
  /** The work returned the value after it had been ended for the reason. */
  late(value: T, reason: unknown): void
}

interface Flight<T> {
  readonly number: number
  readonly network: AbortController
  readonly stop: AbortController
  readonly result: Deferred<T>
  readonly shared: SharedWait<T>
  callers: number
  cancelBound(): void
}

/** A request that may still be on the wire. */
interface OnWire {
  readonly settled: Promise<unknown>
  /** Monotonic milliseconds. */
  untilMs: number
}

export interface SingleFlightOptions {
  readonly clock: Clock
  readonly aborts: AbortListeners
  /** How long the work may take, in milliseconds. */
  readonly boundMs: number
  /** The error after that time. */
  tooLate(): unknown
  /** Called when nothing is on the wire any more. */
  calm(): void
}

/** One piece of work at a time, shared by its callers. */
export class SingleFlight<T> {
  readonly #options: SingleFlightOptions
  #current: Flight<T> | undefined
  #last: OnWire | undefined
  readonly #onWire = new Set<Flight<T>>()

  constructor(options: SingleFlightOptions) {
    this.#options = options
  }

  /** The number of the work that is under way. */
  get number(): number | undefined {
    return this.#current?.number
  }

  /** Settles with the work that is under way. A wait for it does not count as a caller. */
  get underWay(): Promise<T> | undefined {
    return this.#current?.result.promise
  }

  /** Monotonic milliseconds: until then something may be on the wire, work that was ended included. */
  get untilMs(): number {
    return this.#last?.untilMs ?? 0
  }

  get onWire(): boolean {
    return this.#options.clock.monotonic() < this.untilMs
  }

  /** Resolves when nothing is on the wire any more, or the bound of what is has passed. */
  async landed(): Promise<void> {
    const last = this.#last
    const { clock } = this.#options
    if (last === undefined) return
    await within(clock, last.untilMs - clock.monotonic(), last.settled, () => undefined).catch(noop)
  }

  /**
   * Starts work. It begins when the work before it, also if that was ended, has settled, or the bound of that work has passed.
   *
   * @param owner Is called once when the work ends, and again for a value that comes after that.
   */
  start(number: number, work: (signals: RequestSignals) => Promise<T>, owner: FlightOwner<T>): void {
    const { clock, boundMs, tooLate } = this.#options
    const before = this.#last
    const waitMs = Math.max(0, (before?.untilMs ?? 0) - clock.monotonic())
    const longestMs = waitMs + boundMs
    const result = deferred<T>()
    const flight: Flight<T> = {
      number,
      network: new AbortController(),
      stop: new AbortController(),
      result,
      shared: new SharedWait(clock, longestMs + marginMs, result.promise),
      callers: 0,
      cancelBound: clock.setTimer(() => {
        const error = tooLate()
        if (this.#end(flight, error, true)) result.reject(owner.failed(error))
      }, longestMs),
    }
    this.#current = flight
    this.#onWire.add(flight)
    const signals = { signal: flight.network.signal, stopSignal: flight.stop.signal }
    let hasWaited = false
    const working = this.#after(before, waitMs, flight).then(() => {
      hasWaited = true
      onWire.untilMs = clock.monotonic() + boundMs
      return work(signals)
    })
    const settled = working
      .then(
        value => {
          if (!this.#end(flight)) return owner.late(value, flight.stop.signal.reason)
          owner.landed(value)
          result.resolve(value)
        },
        error => {
          if (this.#end(flight)) result.reject(owner.failed(error))
        },
      )
      .then(() => {
        this.#onWire.delete(flight)
        // Of work whose bound passed, nothing may ever settle.
        return hasWaited ? undefined : before?.settled
      })
    const onWire: OnWire = { settled, untilMs: before?.untilMs ?? clock.monotonic() + boundMs }
    this.#last = onWire
    void settled.then(() => {
      if (this.#last?.settled !== settled) return
      this.#last = undefined
      this.#options.calm()
    })
  }

  /**
   * Ends the work that is under way; its callers get the reason. With `abortNetwork`, a request on the wire is aborted; else its
   * result goes to `late()`.
   */
  end(reason: unknown, { abortNetwork }: { readonly abortNetwork: boolean }): void {
    const flight = this.#current
    if (flight === undefined) return
    this.#end(flight, reason, abortNetwork)
    flight.result.reject(reason)
  }

  /** Aborts what is on the wire, also of work that was ended. */
  abortNetwork(reason: unknown): void {
    for (const { network } of this.#onWire) network.abort(reason)
  }

  /** Ends work that never settles, because the runtime ended what it waits for. The next work does not wait for it. */
  dropStalled(number: number): void {
    if (this.number !== number) return
    this.end(askAgain, { abortNetwork: true })
    this.#last = undefined
  }

  /**
   * Waits as a caller.
   *
   * @throws `askAgain` where no work is under way; Stalled; what the work ended with; the signal's reason.
   */
  async join(signal: AbortSignal | undefined): Promise<T> {
    const flight = this.#current
    if (flight === undefined) throw askAgain
    flight.callers++
    try {
      return await this.#options.aborts.unlessAborted(flight.shared.wait(), signal)
    } finally {
      flight.callers--
    }
  }

  /** Whether work is under way that no caller waits for. */
  get deserted(): boolean {
    return this.#current?.callers === 0
  }

  /** Returns whether it was under way until now. */
  #end(flight: Flight<T>, reason?: unknown, abortNetwork = false): boolean {
    flight.cancelBound()
    if (this.#current !== flight) return false
    this.#current = undefined
    if (reason !== undefined) flight.stop.abort(reason)
    if (abortNetwork) flight.network.abort(reason)
    return true
  }

  async #after(before: OnWire | undefined, waitMs: number, flight: Flight<T>): Promise<void> {
    if (before === undefined) return
    const { clock, aborts } = this.#options
    const { signal } = flight.stop
    await new Promise<void>((resolve, reject) => {
      const cancel = clock.setTimer(resolve, waitMs)
      aborts
        .unlessAborted(before.settled, signal)
        .then(() => resolve(), reject)
        .finally(cancel)
    })
  }
}

function noop(): void {}
