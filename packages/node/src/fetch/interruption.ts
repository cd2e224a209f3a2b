import { type AbortListeners, type Clock, timeoutReason } from '@looker-auth/core'

/**
 * What can end one call early: the caller's signal, until the body was read, and the time bound, until the headers have
 * arrived. Without either it costs nothing.
 */
export class Interruption {
  #stopListening: (() => void) | undefined
  #cancelTimer: (() => void) | undefined
  #handler: ((reason: unknown) => void) | undefined
  #fired: { readonly reason: unknown } | undefined

  constructor(
    signal: AbortSignal | undefined,
    timeoutMs: number,
    { aborts, clock }: { readonly aborts: AbortListeners; readonly clock: Clock },
  ) {
    if (signal?.aborted) this.#fired = { reason: signal.reason }
    else if (signal !== undefined) {
      this.#stopListening = aborts.add(signal, () => this.#fire(signal.reason))
    }
    if (timeoutMs > 0) {
      this.#cancelTimer = clock.setTimer(() => this.#fire(timeoutReason(timeoutMs)), timeoutMs)
    }
  }

  /** Whether nothing can end the call early any more. */
  get idle(): boolean {
    return this.#stopListening === undefined && this.#cancelTimer === undefined
  }

  /** Sets what to do when the call has to end; it replaces the one before. @throws the reason if the call has to end already. */
  handle(handler: (reason: unknown) => void): void {
    if (this.#fired !== undefined) throw this.#fired.reason
    this.#handler = handler
  }

  /** The time bound ends here; the signal may still abort the body. */
  headersArrived(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  /** Ends the listening to the signal, and the timer. */
  finish(): void {
    this.headersArrived()
    this.#handler = undefined
    this.#stopListening?.()
    this.#stopListening = undefined
  }

  #fire(reason: unknown): void {
    const handler = this.#handler
    this.#fired = { reason }
    this.finish()
    handler?.(reason)
  }
}
