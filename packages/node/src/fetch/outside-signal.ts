/**
 * What ends a request of node-fetch from outside. node-fetch knows a signal by the name of its class, and listens once it has
 * made the request and before it sends anything. (The platform's own signal costs a twentieth of a whole request.)
 */
class OutsideAbort {
  /** The class's name as data: bundlers rename classes. */
  static {
    Object.defineProperty(OutsideAbort, 'name', { value: 'AbortSignal' })
  }

  aborted = false
  readonly #onMade: () => void
  #end: (() => void) | undefined

  constructor(onMade: () => void) {
    this.#onMade = onMade
  }

  addEventListener(_type: 'abort', end: () => void): void {
    this.#end = end
    this.#onMade()
  }

  removeEventListener(): void {
    this.#end = undefined
  }

  abort(): void {
    this.aborted = true
    this.#end?.()
  }
}

/** For one request. */
export type OutsideSignal = InstanceType<typeof OutsideAbort>

/** @param onMade Called when the request is made and not sent yet. */
export function outsideSignal(onMade: () => void): OutsideSignal {
  return new OutsideAbort(onMade)
}
