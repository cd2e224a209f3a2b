import { deferred } from '../../runtime/deferred.js'
import { SharedWait, Stalled } from '../../runtime/shared-wait.js'
import type { CachedToken } from '../../tokens/cached-token.js'
import { type Ended, endIdentity, type SignOutHost, type SignOutResult } from './logout.js'

/** A sign-out takes 10 s for its tombstone and 30 s for its tokens at most; one that takes longer, in milliseconds, was ended by the runtime. */
const longestMs = 45_000
const longestTombstoneMs = 15_000

/** The session, as its sign-outs see it. */
export interface SignOutsHost extends SignOutHost {
  readonly isSignedOut: boolean
}

/** The sign-outs of one session. Those that are under way at the same time end together; each writes a tombstone of its own. */
export class SignOuts {
  count = 0
  readonly #host: SignOutsHost
  readonly #finished: () => void
  #underWay: SharedWait<Ended> | undefined
  #tombstones: SharedWait<unknown> | undefined

  /** @param finished Called when nothing is under way any more. */
  constructor(host: SignOutsHost, finished: () => void) {
    this.#host = host
    this.#finished = finished
  }

  get active(): boolean {
    return this.#underWay !== undefined
  }

  get tombstonesWritten(): Promise<void> | undefined {
    return this.#tombstones?.wait().then(noop, noop)
  }

  get settled(): Promise<void> {
    return this.#settled()
  }

  /** @param signOut Makes the machine sign out, which leads to {@link begin}. */
  async call(signOut: () => void): Promise<SignOutResult> {
    this.count++
    if (this.#underWay === undefined || !this.#host.isSignedOut) signOut()
    // Its tombstone may stand already, and another session may have signed in since.
    else this.begin(undefined)
    const underWay = this.#underWay
    try {
      const { known, dead } = (await underWay?.wait()) ?? nothing
      return { revoked: known > 0 && known === dead }
    } catch (error) {
      if (error instanceof Stalled) this.#end(underWay)
      throw error
    }
  }

  begin(token: CachedToken | undefined): void {
    const { clock } = this.#host.group.calls
    const before = this.#underWay
    const written = deferred<void>()
    const tombstones = Promise.all([this.#tombstones?.wait().catch(noop), written.promise])
    this.#tombstones = new SharedWait(clock, longestTombstoneMs, tombstones)
    const ending = endIdentity(this.#host, token, () => written.resolve())
    const whole = both(before, ending).finally(() => {
      written.resolve()
      this.#end(underWay)
    })
    whole.catch(noop)
    const underWay = new SharedWait(clock, longestMs, whole)
    this.#underWay = underWay
  }

  async #settled(): Promise<void> {
    const underWay = this.#underWay
    await underWay?.wait().catch(error => {
      if (error instanceof Stalled) this.#end(underWay)
    })
  }

  #end(underWay: SharedWait<Ended> | undefined): void {
    if (underWay === undefined || this.#underWay !== underWay) return
    this.#underWay = undefined
    this.#tombstones = undefined
    this.#finished()
  }
}

/** A session that may be signing out. */
export interface SigningOut {
  readonly group: SignOutHost['group']
  readonly signOuts: SignOuts | undefined
  refuseIfEnded(): void
}

/**
 * Waits for the sign-out of a session that is under way. Undefined where none is, so that a caller goes on at once.
 *
 * @throws AuthError `signed_out` if it was signed out again meanwhile; the signal's reason.
 */
export function signOutOver(session: SigningOut, signal: AbortSignal | undefined): Promise<void> | undefined {
  const { signOuts } = session
  if (!signOuts?.active) return undefined
  const { count } = signOuts
  return session.group.aborts.unlessAborted(signOuts.settled, signal).then(() => {
    if (session.signOuts?.count !== count) session.refuseIfEnded()
  })
}

/** The later one says whether it could be written. */
async function both(before: SharedWait<Ended> | undefined, ending: Promise<Ended>): Promise<Ended> {
  const [first = nothing, last] = await Promise.all([before?.wait().catch(noop), ending])
  return { known: first.known + last.known, dead: first.dead + last.dead }
}

const nothing: Ended = { known: 0, dead: 0 }

function noop(): undefined {}
