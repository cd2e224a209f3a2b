/** A token that the server gave out, and what it knows of it. */
export interface Issued {
  readonly token: string
  readonly kind: 'access' | 'refresh'
  /** The id of the user that it acts for. */
  readonly subject: string
  /** The admin's token that it was minted with. */
  readonly admin: Issued | undefined
  /** The person's sign-in that it belongs to, for OAuth. */
  readonly signIn: OAuthSignIn | undefined
  /** When its request left, in the order of everything that happens. */
  readonly askedOrder: number
  /** What asked for it. */
  readonly ask: Ask
  readonly expiresMs: number
  dead: boolean
}

export interface Ask {
  readonly line: string
  readonly token: string | undefined
  readonly askedOrder: number
  /** The JSON of an OAuth token request. */
  readonly body?: string | undefined
  /** The session group that sent it, and the step of the history that was taken last. */
  readonly sender?: Sender | undefined
}

/** Who asked, for what is found to live in the end. */
export interface Sender {
  /** The session group. */
  readonly name: string
  /** What kind of session group it is. */
  readonly kind: string
  /** The step of the history that was taken last. */
  readonly step: string
}

/** What goes with a token that is issued. */
export interface IssueInit {
  readonly kind?: Issued['kind']
  readonly admin?: Issued | undefined
  readonly signIn?: OAuthSignIn
}

/** A person's sign-in on Looker's pages: what its access tokens and its refresh tokens have in common. */
export interface OAuthSignIn {
  readonly subject: string
  /** The one that is good for the next refresh. */
  refresh: Issued | undefined
}

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
}
