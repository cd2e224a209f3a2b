import { type Check, throwIfAny } from '../input/check'
import { noContent } from './answers'
import { type Serving, servesApi } from './serving'

/** The origins whose pages may call the API. It may be changed while the emulator runs, for a page's port is often known late. */
export interface AllowedOrigins {
  /** Adds an exact origin, such as `http://127.0.0.1:5173`. Throws EmulatorInputError. */
  add(origin: string): void
  remove(origin: string): void
  clear(): void
  /** Those that are there now: a copy. */
  readonly list: string[]
}

export const anOrigin: Check = value =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value && !value.includes('*')
    ? undefined
    : 'must be an exact origin such as "http://127.0.0.1:5173", without a path'

const API = /^\/api\//
// Both logins, and the logout without a version.
const CLOSED = /^\/api\/([^/]+\/login(\/|$)|logout\/?$)/

// The methods that the API has, and the headers that Looker's clients send.
const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  'access-control-allow-headers': 'authorization, content-type, x-looker-appid, x-requested-with',
}

/** As the router reads it: a path leads to the login also where its letters are escaped. */
const spelledOut = (path: string): string =>
  path.replace(/%([2-7][\da-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

export class Cors implements AllowedOrigins {
  readonly #origins: Set<string>

  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins)
  }

  add(origin: string): void {
    const problem = anOrigin(origin)
    throwIfAny('Invalid origin', problem === undefined ? [] : [`origin ${problem}`])
    this.#origins.add(origin)
  }

  remove(origin: string): void {
    this.#origins.delete(origin)
  }

  clear(): void {
    this.#origins.clear()
  }

  get list(): string[] {
    return [...this.#origins]
  }

  /** Whether this asks, for a listed origin, if a request may be made. No page of another origin may log in, or log out without a version. */
  isPreflight(request: Request, path: string, serving: Serving): boolean {
    const asks = request.method === 'OPTIONS' && request.headers.has('access-control-request-method')
    return asks && this.#originOf(request, path, serving) !== undefined
  }

  /** The answer to a preflight, to be completed by `dress`. */
  preflightAnswer(): Response {
    const answer = noContent()
    for (const [name, value] of Object.entries(PREFLIGHT_HEADERS)) answer.headers.set(name, value)
    return answer
  }

  /** Lets a page of a listed origin see the answer. */
  dress(request: Request, path: string, serving: Serving, response: Response): Response {
    const origin = this.#originOf(request, path, serving)
    if (origin === undefined) return response
    response.headers.set('access-control-allow-origin', origin)
    response.headers.append('vary', 'origin')
    if (request.method !== 'OPTIONS') response.headers.set('access-control-expose-headers', 'retry-after')
    return response
  }

  #originOf(request: Request, path: string, serving: Serving): string | undefined {
    const origin = request.headers.get('origin')
    const isOpen = servesApi(serving) && API.test(path) && !CLOSED.test(spelledOut(path))
    return isOpen && origin !== null && this.#origins.has(origin) ? origin : undefined
  }
}
