import { FakeOAuth } from './fake-oauth.js'
import { type Ask, type Issued, type IssueInit, json } from './issued.js'

/** The API key's own user. */
export const adminId = '1'
/** Who signs in with OAuth, and who is signed in to the application. */
export const personId = '8'
export const applicationUserId = '6'

/** Refresh tokens outlive every history. */
const refreshLifetimeMs = 30 * 24 * 3_600_000

/** A Looker server in a few lines: it issues, honours and ends tokens, and never confuses users. */
export class FakeLooker {
  readonly issued = new Map<string, Issued>()
  readonly oauth: FakeOAuth
  readonly lifetimeMs: number
  readonly #nowMs: () => number

  constructor(nowMs: () => number, lifetimeMs: number) {
    this.#nowMs = nowMs
    this.lifetimeMs = lifetimeMs
    this.oauth = new FakeOAuth(this)
  }

  answer(ask: Ask): Response {
    const { line, token } = ask
    const [method, path = ''] = line.split(' ')
    const minted = /\/login\/(\d+)$/.exec(path)?.[1]
    const held = this.live(token)
    if (line === 'POST /api/token') return this.oauth.answer(ask)
    if (method === 'POST' && path.endsWith('/login')) return this.#grant(adminId, undefined, ask)
    if (held === undefined) return json(401, { message: 'Requires authentication.' })
    if (method === 'DELETE') {
      held.dead = true
      if (held.signIn !== undefined) this.oauth.end(held.signIn)
      return new Response(null, { status: 204 })
    }
    if (path.endsWith('/roles')) return json(200, [])
    if (minted === undefined) return json(200, { id: held.subject })
    if (held.subject !== adminId) return json(403, { message: 'Only an admin may do that.' })
    return this.#grant(minted, held, ask)
  }

  issue(subject: string, ask: Ask, { kind = 'access', admin, signIn }: IssueInit): Issued {
    const name = kind === 'access' ? 'token' : 'refresh'
    const token = `canary-${name}-${this.issued.size}-of-${subject}`
    const lifetimeMs = kind === 'access' ? this.lifetimeMs : refreshLifetimeMs
    const expiresMs = this.#nowMs() + lifetimeMs
    const { askedOrder } = ask
    const issued = { token, kind, subject, admin, signIn, askedOrder, ask, expiresMs, dead: false }
    this.issued.set(token, issued)
    return issued
  }

  /** Ends all tokens of a user, as an admin could by hand. */
  revoke(subject: string): void {
    for (const issued of this.issued.values()) if (issued.subject === subject) issued.dead = true
  }

  /** The token, where it would be honoured now. */
  live(token: string | undefined): Issued | undefined {
    const issued = token === undefined ? undefined : this.issued.get(token)
    return issued === undefined || issued.dead || issued.expiresMs <= this.#nowMs() ? undefined : issued
  }

  #grant(subject: string, admin: Issued | undefined, ask: Ask): Response {
    const { token } = this.issue(subject, ask, { admin })
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: this.lifetimeMs / 1000 })
  }
}
