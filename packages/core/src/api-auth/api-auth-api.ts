import { AuthError } from '../errors/auth-error.js'
import { ReturnedSecrets } from '../errors/returned-secrets.js'
import type { AccessToken } from '../protocol/answers/access-token.js'
import { cleanCredentials } from '../protocol/credentials.js'
import { canonicalUserId, type UserId } from '../protocol/user-id.js'
import type { Credentials } from '../protocol/wire.js'
import {
  type AuthCalls,
  type Granted,
  login,
  loginUser,
  logout,
  type OnAnswer,
} from '../transport/auth-calls.js'
import { failureTable } from '../transport/failure-table.js'
import { type ApiAuthCallback, dataOf, type Outcome, outcomeOf, settle } from './callback.js'
import { authCalls, type ConnectionOptions, type CredentialsSource } from './options.js'

/** How an {@link ApiAuthApi} reaches Looker, and as whom. */
export interface ApiAuthApiOptions extends ConnectionOptions {
  /** The API key for calls that bring none. */
  readonly credentials?: CredentialsSource | undefined
}

/** The documents' `opts` of login. */
export interface LoginOptions {
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
}

/** Whom the instance acts for: a login, finished or under way. */
interface Acting {
  /** Fulfilled also where the login fails. */
  readonly outcome: Promise<Outcome<Granted>>
  /** Whether the configured credentials made it, so that they may renew it. */
  readonly configured: boolean
  state: 'pending' | 'granted' | 'failed'
  /** Whom it acted for before, as long as this login may fail. */
  before: Acting | undefined
}

/**
 * Looker's ApiAuth API: `login`, `loginUser` and `logout`, as its documents show them. Each returns a promise; with a
 * callback `(error, data, response)` as last argument it returns undefined instead.
 *
 * An instance holds the token of its last login. `loginUser` answers another user's token and never changes whom the
 * instance acts for. For calls that share tokens, renew them and survive revocation, use a session.
 *
 * @example
 * ```ts
 * const api = new ApiAuthApi({ baseUrl: 'https://me.looker.com', credentials: { clientId, clientSecret } })
 * const { access_token } = await api.loginUser(789)
 * ```
 */
export class ApiAuthApi {
  readonly #calls: AuthCalls
  readonly #credentials: CredentialsSource | undefined
  readonly #returned = new ReturnedSecrets()
  #acting: Acting | undefined
  /** Counts the sign-outs: what began before one must not sign in again after it. */
  #signOuts = 0

  /** @throws AuthError `configuration`. */
  constructor({ credentials, ...connection }: ApiAuthApiOptions) {
    this.#calls = authCalls(connection, failureTable)
    this.#credentials = credentials
    // Bound, so that they also work behind a Proxy.
    const { login, loginUser, logout } = this
    Object.assign(this, {
      login: login.bind(this),
      loginUser: loginUser.bind(this),
      logout: logout.bind(this),
    })
  }

  /**
   * Presents an API key for an access token: that of `opts`, else the configured one. The instance then acts for its user.
   *
   * @throws AuthError: `bad_credentials`, `configuration`, `not_looker_api`, `api_version_removed`, `rate_limited`, ...
   */
  login(opts?: LoginOptions | null): Promise<AccessToken>
  login(callback: ApiAuthCallback<AccessToken>): undefined
  login(opts: LoginOptions | null | undefined, callback: ApiAuthCallback<AccessToken>): undefined
  login(
    first?: LoginOptions | null | ApiAuthCallback<AccessToken>,
    second?: ApiAuthCallback<AccessToken>,
  ): Promise<AccessToken> | undefined {
    const [opts, callback] = typeof first === 'function' ? [undefined, first] : [first, second]
    return settle(() => this.#login(opts ?? {}), callback)
  }

  /**
   * Creates an access token for another user. Signs in from configuration if there is no token yet; a rejected one is
   * renewed once.
   *
   * @throws AuthError: `unknown_user`, `invalid_user_id`, `sudo_refused`, `sudo_unsupported`, `token_rejected`, and those of login.
   */
  loginUser(userId: UserId): Promise<AccessToken>
  loginUser(userId: UserId, callback: ApiAuthCallback<AccessToken>): undefined
  loginUser(userId: UserId, callback?: ApiAuthCallback<AccessToken>): Promise<AccessToken> | undefined {
    return settle(() => this.#loginUser(userId), callback)
  }

  /**
   * Ends the current access token; the instance has none afterwards, whatever the answer. Signs in from configuration if
   * there is none. Resolves with '', the documents' `'String'`; a callback gets null as its data.
   *
   * @throws AuthError where the server did not say that the token is dead.
   */
  logout(): Promise<string>
  logout(callback: ApiAuthCallback<null>): undefined
  logout(callback?: ApiAuthCallback<null>): Promise<string> | undefined {
    return settle(() => this.#logout(), callback)?.then(() => '')
  }

  async #login(opts: LoginOptions): Promise<Outcome<AccessToken>> {
    const { clientId, clientSecret } = checkedOptions(opts)
    const acting =
      clientId === undefined && clientSecret === undefined
        ? (this.#pendingConfigured() ?? this.#beginConfigured())
        : this.#begin(false, onAnswer => {
            const given = { clientId: clientId ?? '', clientSecret: clientSecret ?? '' }
            const credentials = cleanCredentials(given, 'the options of login()')
            return login(this.#calls, credentials, { onAnswer })
          })
    const outcome = await acting.outcome
    // A copy: what a caller writes into it changes neither the instance nor what others get who share the login.
    return outcome.ok ? { ...outcome, data: { ...outcome.data.token } } : outcome
  }

  async #loginUser(userId: UserId): Promise<Outcome<AccessToken>> {
    // Before any sign-in: an id that cannot be costs no request.
    canonicalUserId(userId, this.#calls.target.apiVersion)
    const signOuts = this.#signOuts
    const admin = await this.#usable()
    const outcome = await this.#sudo(admin, userId)
    const rejected = !outcome.ok && AuthError.is(outcome.error) && outcome.error.code === 'token_rejected'
    if (!rejected || !admin.configured || signOuts !== this.#signOuts) return outcome
    if (this.#acting === admin) this.#acting = undefined
    return this.#sudo(await this.#usable(), userId)
  }

  async #sudo(admin: Acting, userId: UserId): Promise<Outcome<AccessToken>> {
    const { token } = dataOf(await admin.outcome)
    return outcomeOf(async onAnswer => {
      const granted = await loginUser(this.#calls, token.access_token, { userId }, { onAnswer })
      return granted.token
    })
  }

  async #logout(): Promise<Outcome<null>> {
    const ending = this.#acting ?? this.#beginConfigured()
    this.#acting = undefined
    this.#signOuts++
    const { token } = await lastGranted(ending)
    return outcomeOf(async onAnswer => {
      const { reported } = await logout(this.#calls, token.access_token, { onAnswer })
      if (reported !== undefined) throw reported
      return null
    })
  }

  /** What the instance acts for; throws what its login failed with. */
  async #usable(): Promise<Acting> {
    const acting = this.#acting ?? this.#beginConfigured()
    const granted = dataOf(await acting.outcome)
    if (!acting.configured || !this.#expired(granted)) return acting
    if (this.#acting === acting) this.#acting = undefined
    return this.#acting ?? this.#beginConfigured()
  }

  #expired({ token, sentAtMs, sentAtMonotonicMs }: Granted): boolean {
    const { clock } = this.#calls
    const ageMs = Math.max(clock.now() - sentAtMs, clock.monotonic() - sentAtMonotonicMs)
    return ageMs >= token.expires_in * 1000
  }

  #pendingConfigured(): Acting | undefined {
    return this.#acting?.configured && this.#acting.state === 'pending' ? this.#acting : undefined
  }

  #beginConfigured(): Acting {
    return this.#begin(true, async onAnswer => {
      const credentials = await readCredentials(this.#credentials, this.#returned)
      return login(this.#calls, credentials, { onAnswer })
    })
  }

  /** From here on the instance acts for this login; if it fails and nothing else came, for the last one that did not. */
  #begin(configured: boolean, request: (onAnswer: OnAnswer) => Promise<Granted>): Acting {
    const acting: Acting = { configured, outcome: outcomeOf(request), state: 'pending', before: this.#acting }
    this.#acting = acting
    acting.outcome.then(({ ok }) => {
      acting.state = ok ? 'granted' : 'failed'
      if (ok) acting.before = undefined
      while (this.#acting?.state === 'failed') this.#acting = this.#acting.before
    })
    return acting
  }
}

/** What the login grants or, where it fails, the last one before it that did not. */
async function lastGranted({ outcome, before }: Acting): Promise<Granted> {
  const settled = await outcome
  return settled.ok || before === undefined ? dataOf(settled) : lastGranted(before)
}

function checkedOptions(opts: LoginOptions): LoginOptions {
  const isObject = typeof opts === 'object' && opts !== null
  const unknown = isObject
    ? Object.keys(opts).find(name => name !== 'clientId' && name !== 'clientSecret')
    : 'opts'
  if (unknown === undefined) return opts
  throw new AuthError('configuration', {
    message: isObject
      ? `login does not know the option ${JSON.stringify(unknown)}.`
      : 'The options of login are not an object.',
    hint: 'Pass { clientId, clientSecret }, or nothing to use the configured API key.',
  })
}

async function readCredentials(
  source: CredentialsSource | undefined,
  returned: ReturnedSecrets,
): Promise<Credentials> {
  const [credentials, origin] =
    typeof source === 'function'
      ? [await ask(source, returned), 'the credentials provider']
      : [source, 'the option credentials']
  if (credentials !== undefined) return cleanCredentials(credentials, origin)
  throw new AuthError('configuration', {
    message: 'client_id and client_secret are missing: neither this call nor the configuration has them.',
    hint: 'Pass { clientId, clientSecret } to login, or give `credentials` when the ApiAuthApi is made.',
  })
}

async function ask(
  provider: () => Credentials | Promise<Credentials>,
  returned: ReturnedSecrets,
): Promise<Credentials> {
  try {
    const credentials = await provider()
    returned.remember(credentials?.clientSecret)
    return credentials
  } catch (error) {
    throw returned.failure(error, 'The credentials provider failed.')
  }
}
