import type { Fetch } from '../runtime/fetch.js'

/** A request as the scripted fetch saw it. */
export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string
  readonly redirect: RequestInit['redirect']
  readonly signal: AbortSignal | undefined
}

/** What to answer: a response, an error to reject with, or what a function makes of the request. */
export type ScriptedAnswer = Response | Error | ((request: SeenRequest) => Response | Promise<Response>)

/** A {@link Fetch} that answers from a script and keeps what it was sent. */
export interface ScriptedFetch extends Fetch {
  readonly seen: readonly SeenRequest[]
}

/**
 * A fetch that gives the answers in their order, and the last one for ever. It rejects with the signal's reason when
 * aborted, as the platform's does.
 */
export function scriptedFetch(...answers: readonly ScriptedAnswer[]): ScriptedFetch {
  const seen: SeenRequest[] = []
  const fetch: Fetch = async (input, init) => {
    const answer = answers[Math.min(seen.length, answers.length - 1)]
    const signal = init?.signal ?? undefined
    signal?.throwIfAborted()
    const request = {
      method: init?.method ?? 'GET',
      url: String(input),
      headers: new Headers(init?.headers),
      body: typeof init?.body === 'string' ? init.body : '',
      redirect: init?.redirect,
      signal,
    }
    seen.push(request)
    if (answer === undefined) throw new TypeError('scriptedFetch has no answer to give')
    if (answer instanceof Error) throw answer
    if (answer instanceof Response) return answer.clone()
    return unlessAborted(Promise.resolve(answer(request)), signal)
  }
  return Object.assign(fetch, { seen })
}

/** A JSON answer with Looker's content type. */
export function jsonAnswer(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = 'application/json;charset=utf-8'
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': type, ...headers } })
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}
