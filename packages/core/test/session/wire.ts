import type { Fetch } from './product.js'

/** A request as it left. */
export interface Sent {
  readonly method: string
  readonly url: URL
  /** `POST /api/4.0/login` */
  readonly line: string
  /** The token in its Authorization header. */
  readonly token: string | undefined
  readonly headers: Headers
  readonly body: RequestInit['body']
}

/** Requests that wait until they are let go. */
export interface Held {
  /** Resolves when the first one waits. */
  readonly arrived: Promise<void>
  readonly waiting: number
  /** Lets those that wait go, and all later ones. */
  release(): void
}

/** A fetch that keeps what it was sent, and can hold requests or their answers back. */
export interface Wire {
  readonly fetch: Fetch
  readonly sent: Sent[]
  /** How many requests began with this line. */
  count(line: string): number
  /** @param part The request before it reaches the server, or the answer after the server did its part. */
  hold(line: string | RegExp, part?: 'request' | 'answer'): Held
}

interface Gate extends Held {
  readonly line: string | RegExp
  readonly part: 'request' | 'answer'
  pass(signal: AbortSignal | undefined): Promise<void>
}

/** @param answer The world behind it. */
export function wire(answer: (input: string, init: RequestInit) => Promise<Response>): Wire {
  const sent: Sent[] = []
  const gates: Gate[] = []
  const through = async (part: Gate['part'], line: string, signal: AbortSignal | undefined) => {
    for (const gate of gates) if (gate.part === part && fits(gate.line, line)) await gate.pass(signal)
  }
  return {
    sent,
    count: line => sent.filter(request => request.line === line).length,
    hold(line, part = 'answer') {
      const gate = makeGate(line, part)
      gates.push(gate)
      return gate
    },
    async fetch(input, init = {}) {
      const url = new URL(String(input))
      const headers = new Headers(init.headers)
      const method = init.method ?? 'GET'
      const line = `${method} ${url.pathname}`
      const token = headers.get('authorization')?.split(' ')[1]
      const signal = init.signal ?? undefined
      sent.push({ method, url, line, token, headers, body: init.body })
      signal?.throwIfAborted()
      await through('request', line, signal)
      const response = await answer(url.href, init)
      await through('answer', line, signal)
      return response
    },
  }
}

function fits(pattern: string | RegExp, line: string): boolean {
  return typeof pattern === 'string' ? pattern === line : pattern.test(line)
}

function makeGate(line: string | RegExp, part: Gate['part']): Gate {
  let open = (): void => {}
  let arrive = (): void => {}
  let waiting = 0
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  const arrived = new Promise<void>(resolve => {
    arrive = resolve
  })
  return {
    line,
    part,
    arrived,
    get waiting() {
      return waiting
    },
    release: () => open(),
    async pass(signal) {
      waiting++
      arrive()
      let leave = (): void => {}
      const aborted = new Promise<never>((_, reject) => {
        leave = () => reject(signal?.reason)
        signal?.addEventListener('abort', leave, { once: true })
      })
      aborted.catch(() => {})
      try {
        await Promise.race([opened, aborted])
      } finally {
        waiting--
        signal?.removeEventListener('abort', leave)
      }
    },
  }
}
