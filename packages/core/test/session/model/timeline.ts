import type { Clock } from '../product.js'

/** Lets everything run that is ready, and what it makes ready: promise reactions, not timers. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

interface Timer {
  dueMs: number
  readonly order: number
  readonly callback: () => void
}

/** One computer: its wall clock may be wrong, and while it sleeps its monotonic clock and its timers stand still. */
export class Machine implements Clock {
  readonly timers = new Set<Timer>()
  wallOffsetMs = 0
  /** True time of the last wake-up. */
  wokeMs = 0
  readonly #timeline: Timeline
  #sleptMs = 0
  #asleepSinceMs: number | undefined

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  now(): number {
    return this.#timeline.startMs + this.#timeline.trueMs + this.wallOffsetMs
  }

  monotonic(): number {
    return (this.#asleepSinceMs ?? this.#timeline.trueMs) - this.#sleptMs
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    const dueMs = this.monotonic() + Math.max(0, delayMs)
    const timer = { dueMs, order: this.#timeline.nextOrder(), callback }
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }

  /** All timers are due later. */
  postpone(ms: number): void {
    const pending = [...this.timers]
    for (const timer of pending) timer.dueMs += ms
  }

  get asleep(): boolean {
    return this.#asleepSinceMs !== undefined
  }

  sleep(): void {
    this.#asleepSinceMs ??= this.#timeline.trueMs
  }

  wake(): void {
    if (this.#asleepSinceMs === undefined) return
    this.#sleptMs += this.#timeline.trueMs - this.#asleepSinceMs
    this.#asleepSinceMs = undefined
    this.wokeMs = this.#timeline.trueMs
  }
}

/** The time that is true for everybody, and the machines that see it. Nothing here waits for real time. */
export class Timeline {
  readonly startMs = Date.UTC(2026, 0, 1)
  readonly machines: Machine[] = []
  trueMs = 0
  #order = 0

  machine(): Machine {
    const machine = new Machine(this)
    this.machines.push(machine)
    return machine
  }

  nextOrder(): number {
    return this.#order++
  }

  /** Time passes, but nobody is late: what is under way takes as long as before, from now on. */
  skip(ms: number): void {
    this.trueMs += ms
    for (const machine of this.machines) machine.postpone(ms)
  }

  /** Lets time pass, and all that falls due in it happen, in order. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.trueMs + ms
    await turn()
    for (let next = this.#next(); next !== undefined && next.atMs <= untilMs; next = this.#next()) {
      this.trueMs = next.atMs
      next.machine.timers.delete(next.timer)
      next.timer.callback()
      await turn()
    }
    this.trueMs = untilMs
  }

  /** How long until the next timer of a machine that is awake; undefined when there is none. */
  get untilNextMs(): number | undefined {
    const next = this.#next()
    return next === undefined ? undefined : next.atMs - this.trueMs
  }

  #next(): { machine: Machine; timer: Timer; atMs: number } | undefined {
    let first: { machine: Machine; timer: Timer; atMs: number } | undefined
    for (const machine of this.machines) {
      if (machine.asleep) continue
      for (const timer of machine.timers) {
        const atMs = Math.max(this.trueMs, this.trueMs + timer.dueMs - machine.monotonic())
        if (
          first === undefined ||
          atMs < first.atMs ||
          (atMs === first.atMs && timer.order < first.timer.order)
        )
          first = { machine, timer, atMs }
      }
    }
    return first
  }
}
