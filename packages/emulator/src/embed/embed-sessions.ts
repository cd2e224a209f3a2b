import type { Settings } from '../options'
import type { RandomBytes } from '../seams/alphanumeric'
import type { EmulatorClock } from '../seams/clock'
import { ExpiringNames } from './expiring-names'

/** What a session is made from. */
export interface EmbedSessionInit {
  readonly userId: string
  /** Whether the host page renews the tokens. The page of a signed URL gets an API token for the whole session. */
  readonly kind: 'cookieless' | 'signed'
  /** The API credentials that made it. */
  readonly credentials: string
  /** The User-Agent that made it; undefined where it is not bound to one. */
  readonly userAgent: string | undefined
  /** The origin whose pages may frame it. */
  readonly embedDomain: string | undefined
  readonly lengthSeconds: number
}

/** The session of an embedded user. */
export interface EmbedSession extends Omit<EmbedSessionInit, 'lengthSeconds'> {
  readonly referenceToken: string
  /** Ending a session sets it to 0. */
  expiresAtMs: number
  /** Whether an authentication token of it was used. Before that no page is shown. */
  isEntered: boolean
}

export type EmbedTokenKind = 'authentication' | 'navigation' | 'api'

interface EmbedToken {
  readonly kind: EmbedTokenKind
  readonly session: EmbedSession
  readonly expiresAtMs: number
}

/** What the signature of a URL stands for. */
interface SignedUrl {
  readonly session: EmbedSessionInit
  /** The path and query to which it leads. */
  readonly target: string
  readonly expiresAtMs: number
}

const AUTHENTICATION_LIFETIME_SECONDS = 30
const SIGNED_URL_LIFETIME_SECONDS = 300
const MOST_SESSIONS = 10_000
const MOST_TOKENS = 100_000

/** The sessions of embedded users of one emulator, with their tokens. */
export class EmbedSessions {
  readonly #clock: EmulatorClock
  readonly #lifetimeSeconds: number
  readonly #sessions: ExpiringNames<EmbedSession>
  readonly #tokens: ExpiringNames<EmbedToken>
  readonly #signedUrls: ExpiringNames<SignedUrl>
  readonly #ofUser = new Map<string, EmbedSession>()

  constructor(
    clock: EmulatorClock,
    random: RandomBytes,
    settings: Pick<Settings, 'embedTokenLifetimeSeconds'>,
  ) {
    this.#clock = clock
    this.#lifetimeSeconds = settings.embedTokenLifetimeSeconds
    this.#sessions = new ExpiringNames(clock, random, MOST_SESSIONS)
    this.#tokens = new ExpiringNames(clock, random, MOST_TOKENS)
    this.#signedUrls = new ExpiringNames(clock, random, MOST_SESSIONS)
  }

  /** Begins a session. A cookieless one ends the former one of the same user. */
  begin({ lengthSeconds, ...init }: EmbedSessionInit): EmbedSession {
    const expiresAtMs = this.#clock.now() + lengthSeconds * 1000
    const draft = { ...init, expiresAtMs, isEntered: false, referenceToken: '' }
    const session: EmbedSession = Object.assign(draft, { referenceToken: this.#sessions.add(draft) })
    if (session.kind === 'signed') return session
    const former = this.#ofUser.get(session.userId)
    if (former) this.end(former)
    this.#ofUser.set(session.userId, session)
    return session
  }

  /** The living session of a reference token. */
  find(referenceToken: string): EmbedSession | undefined {
    return this.#sessions.find(referenceToken)
  }

  end(session: EmbedSession): void {
    session.expiresAtMs = 0
    this.#sessions.take(session.referenceToken)
    if (this.#ofUser.get(session.userId) === session) this.#ofUser.delete(session.userId)
  }

  /** Ends the cookieless session of a user. Whether there was one. */
  endOf(userId: string): boolean {
    const session = this.#ofUser.get(userId)
    if (session === undefined || session.expiresAtMs <= this.#clock.now()) return false
    this.end(session)
    return true
  }

  /** A new token of the session, which lives no longer than the session. */
  give(session: EmbedSession, kind: EmbedTokenKind): { readonly token: string; readonly ttl: number } {
    const lifetimeSeconds =
      kind === 'authentication' ? AUTHENTICATION_LIFETIME_SECONDS : this.#lifetimeSeconds
    const lifetimeMs = session.kind === 'signed' ? Number.POSITIVE_INFINITY : lifetimeSeconds * 1000
    const expiresAtMs = Math.min(this.#clock.now() + lifetimeMs, session.expiresAtMs)
    return { token: this.#tokens.add({ kind, session, expiresAtMs }), ttl: this.ttl(expiresAtMs) }
  }

  /** The living session of a valid token of this kind, and the token's remaining seconds. */
  check(kind: EmbedTokenKind, token: string): { session: EmbedSession; ttl: number } | undefined {
    const found = this.#tokens.find(token)
    if (found?.kind !== kind || found.session.expiresAtMs <= this.#clock.now()) return undefined
    return { session: found.session, ttl: this.ttl(found.expiresAtMs) }
  }

  /** Uses up an authentication token. */
  enter(authenticationToken: string): EmbedSession | undefined {
    const session = this.check('authentication', authenticationToken)?.session
    if (!session) return undefined
    this.#tokens.take(authenticationToken)
    session.isEntered = true
    return session
  }

  /** Whether a token that is not expired is of a session that was ended. */
  isOfEndedSession(token: string): boolean {
    const found = this.#tokens.find(token)
    return found !== undefined && found.session.expiresAtMs <= this.#clock.now()
  }

  /** A signature for a URL that begins a session when it is opened. */
  sign(session: EmbedSessionInit, target: string): string {
    const expiresAtMs = this.#clock.now() + SIGNED_URL_LIFETIME_SECONDS * 1000
    return this.#signedUrls.add({ session, target, expiresAtMs })
  }

  /** Uses up a signature: its session begins, if it was made for this target. */
  redeem(signature: string, target: string): EmbedSession | undefined {
    const signed = this.#signedUrls.take(signature)
    if (signed?.target !== target) return undefined
    const session = this.begin(signed.session)
    session.isEntered = true
    return session
  }

  /** The seconds until then; above 0 for as long as it lives. */
  ttl(expiresAtMs: number): number {
    return Math.max(0, Math.ceil((expiresAtMs - this.#clock.now()) / 1000))
  }

  get liveCount(): number {
    return this.#sessions.count
  }
}
