import type { Fetch } from '../../runtime/fetch.js'
import { check } from '../contract.js'
import type { FetchContractTrace } from './server.js'

/**
 * What a platform may be unable to do, and why:
 * - `set-cookie`: browsers do not show the Set-Cookie header.
 * - `request-streams`: browsers send no streams, or only over HTTP/2.
 * - `cross-origin-redirects`: browsers apply CORS, and older ones keep Authorization.
 * - `free-headers`: browsers set some headers themselves.
 * - `brotli`: some runtimes, and browsers over plain http, do not decode it.
 * - `byte-streams`: some runtimes' bodies are not byte streams.
 * - `backpressure`: some runtimes read ahead without bound.
 * - `cancellation`: some hosts do not notice that the client is gone.
 * - `replayed-bytes`: Node 20's fetch cannot send an ArrayBuffer or a view again after a redirect.
 * - `unread-abort-reason`: Node 20's fetch answers an AbortError of its own when text() is called after the abort.
 * - `null-bodies`: Chromium answers an empty stream where there is no body.
 * - `stream-release`: Node 20's fetch does not cancel a stream that waits for its next chunk.
 */
export type FetchCapability =
  | 'set-cookie'
  | 'request-streams'
  | 'cross-origin-redirects'
  | 'free-headers'
  | 'brotli'
  | 'byte-streams'
  | 'backpressure'
  | 'cancellation'
  | 'replayed-bytes'
  | 'unread-abort-reason'
  | 'null-bodies'
  | 'stream-release'

/** What the Fetch contract needs. */
export interface FetchContractOptions {
  /** The fetch under test. */
  readonly fetch: Fetch
  /** Where `fetchContractHandler` answers: `http://127.0.0.1:4001`. */
  readonly origin: string
  /** Where the same handler answers on another port of the same host. */
  readonly otherOrigin: string
  /** An origin where nobody listens. Default `http://127.0.0.1:9`. */
  readonly deadOrigin?: string | undefined
  /** Capabilities that the platform lacks; their cases are left out. */
  readonly skip?: readonly FetchCapability[] | undefined
}

/** A case, and the capability it takes. */
export interface FetchCase {
  readonly name: string
  readonly needs?: FetchCapability
  run(): Promise<void>
}

/** What `/echo` saw. */
export interface Echo {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly length: number
  /** The first 256. */
  readonly bytes: readonly number[]
  readonly text: string
}

/** The options, and what the cases share. */
export interface FetchContext {
  readonly fetch: Fetch
  readonly origin: string
  readonly otherOrigin: string
  readonly deadOrigin: string
  /** An address of the first origin. */
  at(path: string, query?: Readonly<Record<string, string>>): string
  /** Sends to `/echo`, and answers what arrived there. */
  echo(init?: RequestInit): Promise<Echo>
  /** Waits until the server says so of the request with this id. */
  until(id: string, holds: (trace: FetchContractTrace) => boolean, what: string): Promise<FetchContractTrace>
}

/** A new id for a request whose fate the server is asked about. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16)).join('')
}

/** Lets a moment pass. */
export function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
  })
}

/** The reason with which the promise rejects. */
export async function rejection(promise: Promise<unknown>, what: string): Promise<unknown> {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`${what}: it answered ${String(value)} instead of rejecting`)
}

/** Checks that the promise rejects with a TypeError, as `fetch` does for whatever is not an abort. */
export async function rejectsWithTypeError(promise: Promise<unknown>, what: string): Promise<TypeError> {
  const error = await rejection(promise, what)
  check(error instanceof TypeError, `${what}: it rejected with ${String(error)} instead of a TypeError`)
  return error
}

/** The context for the options. */
export function fetchContext(options: FetchContractOptions): FetchContext {
  const { fetch, origin, otherOrigin, deadOrigin = 'http://127.0.0.1:9' } = options
  const at = (path: string, query?: Readonly<Record<string, string>>): string =>
    `${origin}${path}${query === undefined ? '' : `?${new URLSearchParams(query)}`}`
  const traceOf = async (id: string): Promise<FetchContractTrace> =>
    (await (await fetch(at('/trace', { id }))).json()) as FetchContractTrace
  return {
    fetch,
    origin,
    otherOrigin,
    deadOrigin,
    at,
    echo: async init => (await (await fetch(at('/echo'), init)).json()) as Echo,
    async until(id, holds, what) {
      for (let tries = 0; tries < 500; tries++) {
        const trace = await traceOf(id)
        if (holds(trace)) return trace
        await pause(10)
      }
      throw new Error(`${what}: not within 5 s`)
    },
  }
}
