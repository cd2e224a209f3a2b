/** What a request ends in. All but the first need faults. */
export type Outcome =
  | { readonly kind: 'response'; readonly response: Response }
  /** The connection is closed without an answer. */
  | { readonly kind: 'drop' }
  /** The answer begins, then its body stops: the connection is closed, or it stalls. */
  | {
      readonly kind: 'cut'
      readonly response: Response
      readonly sent: Uint8Array
      readonly wholeBytes: number
      readonly stall: boolean
    }
  /** Characters that are no answer of the web's Response. */
  | { readonly kind: 'raw'; readonly text: string; readonly stall: boolean }

export const respond = (response: Response): Outcome => ({ kind: 'response', response })

/** Settles only when the signal aborts. */
export const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

function cutBody(outcome: Outcome & { kind: 'cut' }, signal: AbortSignal): ReadableStream<Uint8Array> {
  let begun = false
  return new ReadableStream({
    async pull(controller) {
      if (!begun) {
        begun = true
        controller.enqueue(outcome.sent)
        return
      }
      if (outcome.stall) await untilAborted(signal)
      controller.error(new TypeError('terminated: a fault of the emulator closed the connection'))
    },
  })
}

/** An outcome as the promise of a web `fetch` would show it: a dropped connection rejects with a TypeError. */
export function toFetchResult(outcome: Outcome, signal: AbortSignal): Response | Promise<Response> {
  switch (outcome.kind) {
    case 'response':
      return outcome.response
    case 'drop':
      throw new TypeError('fetch failed: a fault of the emulator closed the connection')
    case 'cut': {
      const { status, headers } = outcome.response
      return new Response(cutBody(outcome, signal), { status, headers })
    }
    case 'raw':
      if (outcome.stall) return untilAborted(signal)
      throw new TypeError('fetch failed: a fault of the emulator sent what is no HTTP answer')
  }
}
