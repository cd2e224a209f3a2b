/** A token that the server gave out, and what it knows of it. */
export interface Issued {
  readonly token: string
  /** The id of the user that it acts for. */
  readonly subject: string
  /** The admin's token that it was minted with. */
  readonly admin: Issued | undefined
  /** When its request left, in the order of everything that happens. */
  readonly askedOrder: number
  readonly expiresMs: number
  dead: boolean
}

export interface Ask {
  readonly line: string
  readonly token: string | undefined
  readonly askedOrder: number
}

/** The API key's own user. */
export const adminId = '1'

/** A Looker server in a few lines: it issues, honours and ends tokens, and never confuses users. */
export class FakeLooker {
  readonly issued = new Map<string, Issued>()
  readonly #nowMs: () => number
  readonly lifetimeMs: number

  constructor(nowMs: () => number, lifetimeMs: number) {
    this.#nowMs = nowMs
    this.lifetimeMs = lifetimeMs
  }

  answer({ line, token, askedOrder }: Ask): Response {
    const [method, path = ''] = line.split(' ')
    const minted = /\/login\/(\d+)$/.exec(path)?.[1]
    const held = this.#live(token)
    if (method === 'POST' && path.endsWith('/login')) return this.#issue(adminId, undefined, askedOrder)
    if (held === undefined) return json(401, { message: 'Requires authentication.' })
    if (method === 'DELETE') {
      held.dead = true
      return new Response(null, { status: 204 })
    }
    if (minted === undefined) return json(200, { id: held.subject })
    if (held.subject !== adminId) return json(403, { message: 'Only an admin may do that.' })
    return this.#issue(minted, held, askedOrder)
  }

  /** Ends all tokens of a user, as an admin could by hand. */
  revoke(subject: string): void {
    for (const issued of this.issued.values()) if (issued.subject === subject) issued.dead = true
  }

  #live(token: string | undefined): Issued | undefined {
    const issued = token === undefined ? undefined : this.issued.get(token)
    return issued === undefined || issued.dead || issued.expiresMs <= this.#nowMs() ? undefined : issued
  }

  #issue(subject: string, admin: Issued | undefined, askedOrder: number): Response {
    const token = `canary-token-${this.issued.size}-of-${subject}`
    const expiresMs = this.#nowMs() + this.lifetimeMs
    this.issued.set(token, { token, subject, admin, askedOrder, expiresMs, dead: false })
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: this.lifetimeMs / 1000 })
  }
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}
