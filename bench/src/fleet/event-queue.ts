import type { Clock } from '@looker-auth/core'

interface Event {
  readonly atMs: number
  readonly order: number
  /** Undefined once it was cancelled. */
  callback: (() => void) | undefined
}

/** 2026-01-01T00:00:00Z. */
const startMs = Date.UTC(2026, 0, 1)

/** A clock that jumps from one timer to the next: a binary heap, for there may be a million of them. */
export class EventQueue implements Clock {
  readonly #heap: Event[] = []
  #nowMs = 0
  #order = 0

  now(): number {
    return startMs + this.#nowMs
  }

  /** Milliseconds since the simulation began. */
  monotonic(): number {
    return this.#nowMs
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    const event: Event = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback }
    this.#push(event)
    return () => {
      event.callback = undefined
    }
  }

  /** Fires what is due until then, in order; what each sets off has come to rest before the next one. */
  async run(untilMs: number): Promise<void> {
    await atRest()
    for (let event = this.#pop(untilMs); event !== undefined; event = this.#pop(untilMs)) {
      if (event.callback === undefined) continue
      this.#nowMs = event.atMs
      event.callback()
      await atRest()
    }
    this.#nowMs = untilMs
  }

  #push(event: Event): void {
    const heap = this.#heap
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = heap[up]
      if (parent === undefined || !isBefore(event, parent)) break
      heap[at] = parent
      at = up
    }
    heap[at] = event
  }

  #pop(untilMs: number): Event | undefined {
    const heap = this.#heap
    const first = heap[0]
    if (first === undefined || first.atMs > untilMs) return undefined
    const last = heap.pop()
    if (last !== undefined && last !== first) this.#sink(last)
    return first
  }

  #sink(event: Event): void {
    const heap = this.#heap
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      let child = heap[down]
      const right = heap[down + 1]
      if (child !== undefined && right !== undefined && isBefore(right, child)) {
        child = right
        down++
      }
      if (child === undefined || !isBefore(child, event)) break
      heap[at] = child
      at = down
    }
    heap[at] = event
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

/** All promise reactions, and those that they make ready, run before the next immediate. */
function atRest(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
