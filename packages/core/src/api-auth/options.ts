import { AuthError } from '../errors/auth-error.js'
import { type ApiVersion, parseApiVersion } from '../protocol/api-version.js'
import { canonicalBaseUrl } from '../protocol/base-url.js'
import type { CredentialsIn } from '../protocol/login.js'
import type { AuthScheme, Credentials } from '../protocol/wire.js'
import { type Clock, systemClock } from '../runtime/clock.js'
import type { Fetch } from '../runtime/fetch.js'
import { type Random, systemRandom } from '../runtime/random.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import type { FailureRow } from '../transport/failure-table.js'
import { defaultRetry, type RetryPolicy } from '../transport/retry.js'

/** Credentials, or where to ask for them at each login. What a function returned is kept only to take it out of the function's later errors. */
export type CredentialsSource = Credentials | (() => Credentials | Promise<Credentials>)

/** The settings that reaching Looker's auth endpoints takes. */
export interface ConnectionOptions {
  /** Address of the instance as Looker's SDKs take it, without `/api`: `https://me.looker.com:19999`. */
  readonly baseUrl: string
  /**
   * Whether `baseUrl` may begin with `http://` for a host that is not loopback (localhost, 127.0.0.0/8, [::1]): then client_secret
   * and tokens go over the network in clear text. Default false: such a base URL is `configuration`.
   */
  readonly allowInsecureHttp?: boolean | undefined
  /** Default `'4.0'`. Looker releases from 23.18 serve no 3.x. */
  readonly apiVersion?: ApiVersion | undefined
  /** Default `'token'`, as Looker documents it; most SDKs send `'Bearer'`. */
  readonly authScheme?: AuthScheme | undefined
  /** Default `'body'`. `'query'` shows the secret to every proxy and log on the way. */
  readonly credentialsIn?: CredentialsIn | undefined
  /** Default: the platform's `fetch`. */
  readonly fetch?: Fetch | undefined
  /** For a whole answer of an auth endpoint, and for the headers of a caller's own request, in milliseconds. Default 120,000, as Looker's SDKs have it; 0 is no bound for callers' own requests, and 120,000 for auth endpoints. */
  readonly timeoutMs?: number | undefined
  /** How often an auth endpoint is tried again; see {@link RetryPolicy}. */
  readonly retry?: Partial<RetryPolicy> | undefined
  readonly clock?: Clock | undefined
  readonly random?: Random | undefined
}

const defaultTimeoutMs = 120_000

/**
 * The calls that the options describe.
 *
 * @param failures What the runtime's fetch may fail with.
 * @throws AuthError `configuration`.
 */
export function authCalls(options: ConnectionOptions, failures: readonly FailureRow[]): AuthCalls {
  if (typeof options !== 'object' || options === null || typeof options.baseUrl !== 'string') {
    throw refuse(
      'baseUrl',
      'is missing',
      'Give the address of the Looker instance, such as https://me.looker.com.',
    )
  }
  const clock = options.clock ?? systemClock()
  const { timeoutMs = defaultTimeoutMs, authScheme = 'token', credentialsIn = 'body' } = options
  if (!(timeoutMs >= 0))
    throw refuse('timeoutMs', 'is not a number of milliseconds', 'Give a number; 0 for no bound.')
  const { allowInsecureHttp } = options
  if (allowInsecureHttp !== undefined && typeof allowInsecureHttp !== 'boolean')
    throw refuse('allowInsecureHttp', 'is not a boolean', 'Give true or false.')
  return {
    target: {
      baseUrl: canonicalBaseUrl(options.baseUrl, { allowInsecureHttp }),
      apiVersion: parseApiVersion(options.apiVersion ?? '4.0'),
      authScheme: oneOf('authScheme', authScheme, ['token', 'Bearer']),
      allowInsecureHttp,
    },
    transport: {
      fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
      clock,
      timeoutMs,
      failures,
    },
    retry: retryPolicy(options.retry ?? {}),
    credentialsIn: oneOf('credentialsIn', credentialsIn, ['body', 'query']),
    clock,
    random: options.random ?? systemRandom(),
  }
}

function retryPolicy({ attempts, baseDelayMs, boundMs }: Partial<RetryPolicy>): RetryPolicy {
  const policy = {
    attempts: attempts ?? defaultRetry.attempts,
    baseDelayMs: baseDelayMs ?? defaultRetry.baseDelayMs,
    boundMs: boundMs ?? defaultRetry.boundMs,
  }
  if (Object.values(policy).every(value => value >= 0) && Number.isInteger(policy.attempts)) return policy
  throw refuse(
    'retry',
    'has a part that is not a number from 0',
    'attempts is a whole number, the others are milliseconds.',
  )
}

function oneOf<T extends string>(option: string, value: T, words: readonly T[]): T {
  if (words.includes(value)) return value
  throw refuse(option, 'is not known', `Use one of ${words.join(', ')}.`)
}

function refuse(option: string, what: string, hint: string): AuthError {
  return new AuthError('configuration', { message: `The option ${option} ${what}.`, hint })
}
