import type { SignIn, WhichSignIns } from '../oauth/sign-in'
import { type RandomBytes, unusedAlphanumeric } from '../seams/alphanumeric'
import type { EmulatorClock } from '../seams/clock'
import type { User } from '../users/directory'

export type Workspace = 'production' | 'dev'

const TOKEN_LENGTH = 40

export interface LiveToken {
  readonly token: string
  /** Whom it acts for. */
  readonly user: User
  /** The API key that it was granted to. */
  readonly clientId: string | undefined
  /** The admin's token that minted it, for a sudo token. */
  readonly mintedBy: LiveToken | undefined
  /** The sign-in that it was granted for, for a token of OAuth. */
  readonly signIn: SignIn | undefined
  readonly expiresAtMs: number
  /** Belongs to the token; a new one starts in production. */
  workspace: Workspace
}

/** How a token came to be granted. */
type Origin = Partial<Pick<LiveToken, 'clientId' | 'mintedBy' | 'signIn'>>

/** The API credentials that are behind a token, the same for all of their tokens. */
export const credentialsOf = ({ clientId, mintedBy, signIn, user }: LiveToken): string =>
  JSON.stringify([clientId, signIn?.app.clientGuid, mintedBy && credentialsOf(mintedBy), user.id])

interface Limits {
  readonly tokenLifetimeSeconds: number
  readonly maxLiveTokensPerUser: number
}

/** The live tokens of one emulator, oldest first. */
export class TokenRegistry {
  readonly #live = new Map<string, LiveToken>()
  readonly #byUser = new Map<string, Set<LiveToken>>()
  readonly #clock: EmulatorClock
  readonly #random: RandomBytes
  readonly #limits: Limits

  constructor(clock: EmulatorClock, random: RandomBytes, limits: Limits) {
    this.#clock = clock
    this.#random = random
    this.#limits = limits
  }

  grant(user: User, origin: Origin = {}): LiveToken {
    this.#forgetExpired()
    const own = this.#byUser.get(user.id) ?? new Set()
    this.#byUser.set(user.id, own)
    for (const oldest of own) {
      if (own.size < this.#limits.maxLiveTokensPerUser) break
      this.#remove(oldest)
    }
    const granted: LiveToken = {
      token: unusedAlphanumeric(this.#random, TOKEN_LENGTH, token => this.#live.has(token)),
      user,
      clientId: origin.clientId,
      mintedBy: origin.mintedBy,
      signIn: origin.signIn,
      expiresAtMs: this.#clock.now() + this.#limits.tokenLifetimeSeconds * 1000,
      workspace: 'production',
    }
    this.#live.set(granted.token, granted)
    this.#byUser.set(user.id, own.add(granted))
    return granted
  }

  find(token: string): LiveToken | undefined {
    const found = this.#live.get(token)
    return found && found.expiresAtMs > this.#clock.now() ? found : undefined
  }

  end(token: string): boolean {
    const found = this.find(token)
    if (found) this.#remove(found)
    return found !== undefined
  }

  endMintedBy(parent: LiveToken): void {
    for (const live of this.#live.values()) if (live.mintedBy === parent) this.#remove(live)
  }

  /** Ends every token of these sign-ins. */
  endOf(isMeant: WhichSignIns): void {
    for (const live of this.#live.values()) if (live.signIn && isMeant(live.signIn)) this.#remove(live)
  }

  /** Ends every token that acts for the user; says how many there were. */
  endAllOf(userId: string): number {
    this.#forgetExpired()
    const own = [...(this.#byUser.get(userId) ?? [])]
    for (const live of own) this.#remove(live)
    return own.length
  }

  get liveCount(): number {
    this.#forgetExpired()
    return this.#live.size
  }

  // All tokens live equally long, so the first that is still valid ends the search.
  #forgetExpired(): void {
    const nowMs = this.#clock.now()
    for (const live of this.#live.values()) {
      if (live.expiresAtMs > nowMs) return
      this.#remove(live)
    }
  }

  #remove(live: LiveToken): void {
    this.#live.delete(live.token)
    const own = this.#byUser.get(live.user.id)
    own?.delete(live)
    if (own?.size === 0) this.#byUser.delete(live.user.id)
  }
}
