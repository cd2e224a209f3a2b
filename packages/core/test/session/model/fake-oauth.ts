import { type Ask, type Issued, type IssueInit, json, type OAuthSignIn } from './issued.js'

/** What the server does for it. */
export interface Issuer {
  readonly lifetimeMs: number
  issue(subject: string, ask: Ask, init: IssueInit): Issued
  /** The token, where it would be honoured now. */
  live(token: string | undefined): Issued | undefined
}

/** Codes and refresh tokens: each is good for one use. */
export class FakeOAuth {
  readonly #looker: Issuer
  readonly #codes = new Map<string, string>()
  #count = 0

  constructor(looker: Issuer) {
    this.#looker = looker
  }

  /** The person signs in and lets the application in: the code that they come back with. */
  authorize(subject: string): string {
    const code = `canary-code-${++this.#count}`
    this.#codes.set(code, subject)
    return code
  }

  answer(ask: Ask): Response {
    const { code = '', refresh_token } = JSON.parse(ask.body ?? '{}') as Record<string, string | undefined>
    const subject = this.#codes.get(code)
    this.#codes.delete(code)
    if (subject !== undefined) return this.#grant(ask, { subject, refresh: undefined })
    const spent = this.#looker.live(refresh_token)
    if (spent?.signIn === undefined || spent.kind !== 'refresh') return json(400, { error: 'invalid_grant' })
    spent.dead = true
    return this.#grant(ask, spent.signIn)
  }

  /** A sign-out with one of its access tokens: there is no refresh after it. */
  end(signIn: OAuthSignIn): void {
    if (signIn.refresh !== undefined) signIn.refresh.dead = true
  }

  #grant(ask: Ask, signIn: OAuthSignIn): Response {
    const looker = this.#looker
    const access = looker.issue(signIn.subject, ask, { signIn })
    signIn.refresh = looker.issue(signIn.subject, ask, { kind: 'refresh', signIn })
    const tokens = { access_token: access.token, refresh_token: signIn.refresh.token }
    return json(200, { ...tokens, token_type: 'Bearer', expires_in: looker.lifetimeMs / 1000 })
  }
}
