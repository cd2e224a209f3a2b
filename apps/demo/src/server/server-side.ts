import type { Session, SessionEvent } from '@looker-auth/node'
import type { LiveState, TokenEvent } from '../shared/messages'
import { tokenEventOf } from '../shared/watch-tokens'
import type { Live } from './live'
import type { Steering } from './steering'

/** Tells the tabs of the server's own sessions. */
export class ServerSide {
  readonly #looker: Session
  readonly #live: Live
  readonly #steering: Steering | undefined
  /** What the tabs are shown: the service account, and users whom a tab asked for. */
  readonly #shown = new Set<string>(['service'])
  /** Of each session, shown or not: its last token, and how that ended. */
  readonly #lastTokens = new Map<string, readonly TokenEvent[]>()
  #logins = 0

  constructor(looker: Session, live: Live, steering: Steering | undefined) {
    this.#looker = looker
    this.#live = live
    this.#steering = steering
    looker.onEvent(event => this.#heard(event))
  }

  /**
   * From now on the tabs hear of the user's session too, and first of the token that it has already.
   *
   * @throws AuthError `invalid_user_id`.
   */
  watch(userId: string): void {
    const lane = laneOf(this.#looker.as(userId).state.identity.subject)
    if (this.#shown.has(lane)) return
    this.#shown.add(lane)
    for (const event of this.#lastTokens.get(lane) ?? []) this.#live.tell({ type: 'token', event })
  }

  /** Does some work, and says how many logins there were meanwhile. */
  async counting<T>(work: () => Promise<T>): Promise<{ readonly done: T; readonly logins: number }> {
    const before = this.#logins
    const done = await work()
    return { done, logins: this.#logins - before }
  }

  get state(): LiveState {
    return {
      aheadMs: this.#steering?.aheadMs ?? 0,
      fault: this.#steering?.fault ?? null,
      serverLogins: this.#logins,
    }
  }

  /** The last token of each session that is shown, unless it has expired: for a tab that was not open when it came. */
  get tokens(): readonly TokenEvent[] {
    const told = [...this.#shown].map(lane => this.#lastTokens.get(lane) ?? [])
    return told.filter(([granted]) => (granted?.expiresAtMs ?? 0) > this.#nowMs).flat()
  }

  tellState(): void {
    this.#live.tell({ type: 'state', state: this.state })
  }

  #heard(event: SessionEvent): void {
    if ('source' in event && event.source === 'login') {
      this.#logins++
      this.tellState()
    }
    const { subject } = event
    const lane = laneOf(subject)
    const told = tokenEventOf(event, lane, this.#nowMs, () =>
      subject === undefined ? this.#looker.state : this.#looker.as(subject).state,
    )
    if (told === undefined) return
    this.#remember(told)
    if (this.#shown.has(lane)) this.#live.tell({ type: 'token', event: told })
  }

  get #nowMs(): number {
    return Date.now() + (this.#steering?.aheadMs ?? 0)
  }

  #remember(event: TokenEvent): void {
    const { lane, kind } = event
    const before = this.#lastTokens.get(lane)
    if (kind === 'granted' || kind === 'renewed') this.#lastTokens.set(lane, [event])
    else if (kind !== 'grant_failed' && before?.length === 1) this.#lastTokens.set(lane, [...before, event])
  }
}

function laneOf(subject: string | undefined): string {
  return subject === undefined ? 'service' : `server:${subject}`
}
