import type { SignIn, TokenRecord, Tombstone } from './token-record.js'

/** How many ended sign-ins are remembered by name. Older ones are recognized by their epoch, because each sign-out raises it. */
const mostNames = 100

/** What a session remembers of its sign-ins, through sign-outs, eviction and a rollback of the store. */
export class SignInMemory {
  /** The sign-in that its tokens descend from. */
  current: SignIn | undefined
  /** The sign-in of the token request that is under way: a commit may store it though its answer never comes. */
  pending: SignIn | undefined
  /** The highest epoch that the session has seen. */
  epoch = 0
  /** The record whose token Looker rejected. */
  rejectedId: string | undefined
  /** How many token requests Looker has not answered yet. */
  unanswered = 0
  /** How many token requests in a row were ended by a sign-out elsewhere. */
  endedInARow = 0
  #ended: Set<string> | undefined

  /** Whether it holds no more than the memory of a new session. */
  get isBlank(): boolean {
    return this.#ended === undefined && this.epoch <= 1
  }

  /** The session serves a token of this sign-in. */
  serve({ signInId, epoch }: SignIn): void {
    if (this.current?.signInId !== signInId || this.current.epoch !== epoch)
      this.current = { signInId, epoch }
    this.see(epoch)
  }

  see(epoch: number): void {
    this.epoch = Math.max(this.epoch, epoch)
  }

  /** A sign-out ended that sign-in. */
  end(signInId: string): void {
    this.#ended ??= new Set()
    this.#ended.add(signInId)
    if (this.current?.signInId === signInId) this.current = undefined
    if (this.#ended.size <= mostNames) return
    for (const oldest of this.#ended) {
      this.#ended.delete(oldest)
      return
    }
  }

  hasEnded(signInId: string | undefined): boolean {
    return signInId !== undefined && this.#ended?.has(signInId) === true
  }

  /** Reads a tombstone. Returns whether that sign-in was ended, by this sign-out or before. */
  seeTombstone({ epoch, ended }: Tombstone, signIn = this.current): boolean {
    for (const signInId of ended) this.end(signInId)
    if (signIn !== undefined && epoch >= signIn.epoch) this.end(signIn.signInId)
    this.see(epoch)
    return this.hasEnded(signIn?.signInId)
  }

  /** Whether the record is of a sign-in that was ended, or older than what the session has seen. */
  refuses({ signInId, epoch }: TokenRecord): boolean {
    return this.hasEnded(signInId) || epoch < this.epoch
  }

  /** A sign-in that begins now, over a record of that epoch. */
  next(signInId: string, overEpoch: number): SignIn {
    return { signInId, epoch: Math.max(this.epoch, overEpoch) + 1 }
  }
}
