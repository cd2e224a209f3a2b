import { answer } from '../page-endpoint/answers.js'
import { notUnderstood, readBody } from '../page-endpoint/read-body.js'
import type { Clock } from '../runtime/clock.js'
import type { TokenPair } from './looker/embed-calls.js'
import type { PageTokens } from './looker/tokens.js'
import { names } from './names.js'

/** Of two tokens that Looker makes. */
const mostBytes = 65_536

/**
 * In seconds. Below 60 the official client asks for new tokens the next time that embedded content wants some; from 60 on it
 * would wait for a minute at least.
 */
const soonSeconds = 30

/** The statuses of failures that may pass. */
const mayPass: ReadonlySet<number> = new Set([429, 503])

/** Reads the tokens that pages present, each request once. */
export class PresentedTokens {
  readonly #clock: Clock
  readonly #pairs = new WeakMap<Request, Promise<TokenPair>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @throws Refusal `request_refused`. */
  of(request: Request): Promise<TokenPair> {
    const pair = this.#pairs.get(request) ?? this.#read(request)
    this.#pairs.set(request, pair)
    return pair
  }

  /**
   * The official client never asks again after a PUT that failed. In place of a failure that may pass, the page gets the tokens that it
   * presents once more, with a short time until it asks again.
   */
  async inPlaceOf(failure: Response, request: Request): Promise<Response> {
    if (request.method !== 'PUT' || !mayPass.has(failure.status)) return failure
    const pair = await this.of(request).catch(() => undefined)
    if (pair === undefined) return failure
    const tokens: PageTokens = {
      ...pair,
      api_token_ttl: soonSeconds,
      navigation_token_ttl: soonSeconds,
      session_reference_token_ttl: soonSeconds,
    }
    const headers = Object.fromEntries(failure.headers)
    delete headers['retry-after']
    return answer(200, tokens, headers)
  }

  async #read(request: Request): Promise<TokenPair> {
    const { api_token, navigation_token } = await readBody(request, mostBytes, this.#clock, names)
    if (typeof api_token === 'string' && typeof navigation_token === 'string')
      return { api_token, navigation_token }
    throw notUnderstood(names, 'It lacks api_token or navigation_token.')
  }
}
