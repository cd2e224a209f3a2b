/** Counts since the emulator was made. Endpoint counts are of successes; they stay exact when the journal forgets. */
export interface Stats {
  /** Tokens granted to API keys. */
  readonly login: number
  /** Tokens granted to admins for users (sudo). */
  readonly login_user: number
  readonly logout: number
  /** GET /user */
  readonly user: number
  /** GET /users/{id} */
  readonly users: number
  /** GET /users/{id}/roles */
  readonly roles: number
  /** GET /users/credential/{type}/{id} */
  readonly users_by_credential: number
  /** POST /users/embed_user */
  readonly embed_users: number
  /** POST /embed/cookieless_session/acquire: sessions made */
  readonly embed_sessions: number
  /** POST /embed/cookieless_session/acquire: sessions joined */
  readonly embed_joins: number
  /** PUT /embed/cookieless_session/generate_tokens, also for ended sessions */
  readonly embed_generates: number
  /** DELETE /embed/cookieless_session/{session_reference_token} */
  readonly embed_deletes: number
  /** POST /embed/sso_url and /embed/token_url/me */
  readonly embed_urls: number
  /** Pages shown to embedded users */
  readonly embed_pages: number
  /** GET /embed/content/dashboards/{id}, which those pages read */
  readonly embed_contents: number
  /** GET /dashboards/search */
  readonly dashboards: number
  /** GET and PATCH /session */
  readonly session: number
  /** GET /versions, at the root and below a version */
  readonly versions: number
  /** GET /swagger.json */
  readonly swagger: number
  readonly alive: number
  /** People who signed in on the page of /auth. */
  readonly sign_in: number
  /** Authorization codes granted: people who chose Allow. */
  readonly authorize: number
  /** People who chose Deny. */
  readonly authorize_denied: number
  /** Tokens granted for authorization codes. */
  readonly token_code: number
  /** Tokens granted for refresh tokens. */
  readonly token_refresh: number
  /** Requests for and changes of OAuth client apps. */
  readonly oauth_client_apps: number
  /** Preflights answered for listed origins. */
  readonly preflight: number
  /** All requests but those to the control endpoints. */
  readonly requests: number
  /** Requests that the emulator itself answered with 4xx (not by a fault). */
  readonly refused: number
  /** Requests that met a fault. */
  readonly faulted: number
  /** Tokens that would be accepted now. */
  readonly live_tokens: number
  /** Refresh tokens that would be accepted now. */
  readonly live_refresh_tokens: number
  /** Sessions of embedded users that have not ended. */
  readonly live_embed_sessions: number
  /** The most logins of both kinds that were ever unanswered at one time. */
  readonly max_concurrent_logins: number
  /** The most requests to /api/token that were ever unanswered at one time. */
  readonly max_concurrent_token_requests: number
}

type Measured =
  | 'live_tokens'
  | 'live_refresh_tokens'
  | 'live_embed_sessions'
  | 'max_concurrent_logins'
  | 'max_concurrent_token_requests'
export type Counted = Exclude<keyof Stats, Measured>

/** How many are under way, and the most that ever were. */
class Gauge {
  #now = 0
  #atMost = 0

  get atMost(): number {
    return this.#atMost
  }

  begins(): () => void {
    this.#now += 1
    this.#atMost = Math.max(this.#atMost, this.#now)
    return () => {
      this.#now -= 1
    }
  }
}

interface Live {
  readonly tokens: number
  readonly refreshTokens: number
  readonly embedSessions: number
}

const LOGIN = /^\/api\/[^/]+\/login(\/|$)/

export class StatsCounter {
  readonly #counts: Record<Counted, number> = {
    login: 0,
    login_user: 0,
    logout: 0,
    user: 0,
    users: 0,
    roles: 0,
    users_by_credential: 0,
    embed_users: 0,
    embed_sessions: 0,
    embed_joins: 0,
    embed_generates: 0,
    embed_deletes: 0,
    embed_urls: 0,
    embed_pages: 0,
    embed_contents: 0,
    dashboards: 0,
    session: 0,
    versions: 0,
    swagger: 0,
    alive: 0,
    sign_in: 0,
    authorize: 0,
    authorize_denied: 0,
    token_code: 0,
    token_refresh: 0,
    oauth_client_apps: 0,
    preflight: 0,
    requests: 0,
    refused: 0,
    faulted: 0,
  }
  readonly #logins = new Gauge()
  readonly #tokenRequests = new Gauge()

  count(what: Counted): void {
    this.#counts[what] += 1
  }

  /** Call when a request arrives; what it returns, when it was answered. */
  starts(method: string, path: string): () => void {
    if (method === 'POST' && LOGIN.test(path)) return this.#logins.begins()
    if (method === 'POST' && path === '/api/token') return this.#tokenRequests.begins()
    return () => {}
  }

  snapshot(live: Live): Stats {
    return {
      ...this.#counts,
      live_tokens: live.tokens,
      live_refresh_tokens: live.refreshTokens,
      live_embed_sessions: live.embedSessions,
      max_concurrent_logins: this.#logins.atMost,
      max_concurrent_token_requests: this.#tokenRequests.atMost,
    }
  }
}
