import { anOrigin } from './http/cors'
import { aBoolean, aListOf, anObjectOf, aWholeNumber, type Fields, problemsOf } from './input/check'
import { aRelease } from './release'

/** How many logins (of both kinds, refused ones included) are answered in a window; the rest get 429. */
export interface RateLimit {
  /** Logins in one window. */
  readonly logins: number
  /** Length of the window in seconds of the emulator's clock. It begins with the first login after the last window. */
  readonly windowSeconds: number
}

/** How the emulated instance behaves. The same names are used in code and in a seed file's `options`. */
export interface EmulatorOptions {
  /** How long a token lives, in whole seconds. Default 3600. */
  readonly tokenLifetimeSeconds?: number | undefined
  /** The Looker release to be. Default "23.14", which serves 3.0, 3.1 and 4.0 side by side; from "23.18" there is no 3.x. */
  readonly release?: string | undefined
  /** Follow the rules of Looker (Google Cloud core) for `login_user`. Default false. */
  readonly googleCloudCore?: boolean | undefined
  /** Whether ending an admin's token ends the tokens it minted for others. Default false; the real server's rule is unconfirmed. */
  readonly adminLogoutEndsSudo?: boolean | undefined
  /** Whether `associative=false` is licensed; where it is not, it is refused with 403. Default true. */
  readonly nonAssociativeLicensed?: boolean | undefined
  /** Live tokens that one user may have; one more ends the oldest. Default: no limit. */
  readonly maxLiveTokensPerUser?: number | undefined
  /** Whether an AccessToken of 4.0 says `"refresh_token": null` (else it has no such key). Default true. */
  readonly nullRefreshToken?: boolean | undefined
  /** Default: no limit. */
  readonly rateLimit?: RateLimit | undefined
  /** `Retry-After` in seconds sent with 429s. Default: the header is not sent; the real server's rule is unconfirmed. */
  readonly retryAfterSeconds?: number | undefined
  /** Request bodies longer than this many bytes are answered with 413. Default 65,536. */
  readonly maxRequestBytes?: number | undefined
  /** How long an authorization code can be used, in whole seconds. Default 60. */
  readonly codeLifetimeSeconds?: number | undefined
  /** How long a refresh token lives from its issue, in whole seconds. Default 2,592,000 (30 days, as clients assume). */
  readonly refreshTokenLifetimeSeconds?: number | undefined
  /** Whether a refresh token works only once, and the answer has a new one. Default true; the real server's rule is unconfirmed. */
  readonly refreshTokenRotation?: boolean | undefined
  /** Without rotation: whether the answer to a refresh repeats the refresh token. One without it means: keep the old. Default true. */
  readonly repeatsRefreshToken?: boolean | undefined
  /** Whether a code is exchanged for a refresh token too. Default true. */
  readonly grantsRefreshToken?: boolean | undefined
  /** Whether DELETE /logout of a token of OAuth ends the refresh token of its sign-in. Default true; the real server's rule is unconfirmed. */
  readonly logoutEndsRefreshToken?: boolean | undefined
  /** Whether /auth takes an S256 challenge as 64 hexadecimal digits too, as the official Python SDK sends it. Default true; the real server's rule is unconfirmed. */
  readonly hexChallenge?: boolean | undefined
  /** Whether a base64 verifier of 64 or 128 characters is read as hexadecimal, so that its exchange is refused. Default true; the real server's rule is unconfirmed. */
  readonly hexVerifier?: boolean | undefined
  /**
   * Whether the port of a request's redirect_uri may be another than the registered one, where both are http addresses of 127.0.0.1 or [::1]
   * (RFC 8252, section 7.3). Default false; the real server's rule is unconfirmed.
   */
  readonly anyLoopbackPort?: boolean | undefined
  /**
   * How long the navigation and API tokens of an embedded page live, in whole seconds. Default 600. The page asks for new ones when 60 s are
   * left, or half of their life where that is less.
   */
  readonly embedTokenLifetimeSeconds?: number | undefined
  /** The origins, such as "http://127.0.0.1:5173", whose pages may call the API at the start. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined
  /** How many requests the journal keeps; older ones are forgotten, the counts stay exact. Default 10,000. */
  readonly journalSize?: number | undefined
}

const rateLimitFields: Fields = {
  logins: { check: aWholeNumber(0), required: true },
  windowSeconds: { check: aWholeNumber(1), required: true },
}

const optionFields: Fields = {
  tokenLifetimeSeconds: { check: aWholeNumber(1) },
  release: { check: aRelease },
  googleCloudCore: { check: aBoolean },
  adminLogoutEndsSudo: { check: aBoolean },
  nonAssociativeLicensed: { check: aBoolean },
  maxLiveTokensPerUser: { check: aWholeNumber(1) },
  nullRefreshToken: { check: aBoolean },
  rateLimit: { check: anObjectOf(rateLimitFields) },
  retryAfterSeconds: { check: aWholeNumber(0) },
  maxRequestBytes: { check: aWholeNumber(0) },
  codeLifetimeSeconds: { check: aWholeNumber(1) },
  refreshTokenLifetimeSeconds: { check: aWholeNumber(1) },
  refreshTokenRotation: { check: aBoolean },
  repeatsRefreshToken: { check: aBoolean },
  grantsRefreshToken: { check: aBoolean },
  logoutEndsRefreshToken: { check: aBoolean },
  hexChallenge: { check: aBoolean },
  hexVerifier: { check: aBoolean },
  anyLoopbackPort: { check: aBoolean },
  embedTokenLifetimeSeconds: { check: aWholeNumber(1) },
  allowedOrigins: { check: aListOf(anOrigin) },
  journalSize: { check: aWholeNumber(0, 10_000_000) },
}

export const optionProblems = (options: unknown, place: string): string[] =>
  problemsOf(options, place, optionFields)

/** Options with the defaults filled in. */
export type Settings = ReturnType<typeof resolveOptions>

export function resolveOptions(options: EmulatorOptions) {
  return {
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 3600,
    release: options.release ?? '23.14',
    googleCloudCore: options.googleCloudCore ?? false,
    adminLogoutEndsSudo: options.adminLogoutEndsSudo ?? false,
    nonAssociativeLicensed: options.nonAssociativeLicensed ?? true,
    maxLiveTokensPerUser: options.maxLiveTokensPerUser ?? Number.POSITIVE_INFINITY,
    nullRefreshToken: options.nullRefreshToken ?? true,
    rateLimit: options.rateLimit,
    retryAfterSeconds: options.retryAfterSeconds,
    maxRequestBytes: options.maxRequestBytes ?? 65_536,
    codeLifetimeSeconds: options.codeLifetimeSeconds ?? 60,
    refreshTokenLifetimeSeconds: options.refreshTokenLifetimeSeconds ?? 30 * 86_400,
    refreshTokenRotation: options.refreshTokenRotation ?? true,
    repeatsRefreshToken: options.repeatsRefreshToken ?? true,
    grantsRefreshToken: options.grantsRefreshToken ?? true,
    logoutEndsRefreshToken: options.logoutEndsRefreshToken ?? true,
    hexChallenge: options.hexChallenge ?? true,
    hexVerifier: options.hexVerifier ?? true,
    anyLoopbackPort: options.anyLoopbackPort ?? false,
    embedTokenLifetimeSeconds: options.embedTokenLifetimeSeconds ?? 600,
    allowedOrigins: options.allowedOrigins ?? [],
    journalSize: options.journalSize ?? 10_000,
  }
}
