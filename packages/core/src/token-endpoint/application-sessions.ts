import { wrongOption } from '../page-endpoint/page-options.js'
import { SignOuts } from '../page-endpoint/sign-outs.js'
import { type CheckedExternalUser, checkExternalUser, externalUserOf } from '../protocol/external-user.js'
import { canonicalUserId } from '../protocol/user-id.js'
import { sha256 } from '../runtime/sha256.js'
import type { Ended, SignOutResult } from '../session/revocation/logout.js'
import { Session } from '../session/session.js'
import type { TokenCache } from '../session/token-cache/token-cache.js'
import type { Workspace } from '../tokens/identity.js'
import { names } from './names.js'
import type { ApplicationSession } from './options.js'

/** Whose token it is: a user's, in one of the application's sessions. */
export interface Owner {
  /** The canonical user id, or the id of another system by which the application knows the user. */
  readonly user: string | CheckedExternalUser
  readonly sessionId: string
  /** Names both. */
  readonly name: string
}

/** The tokens of the application's sessions, each under the service account's session. */
export class ApplicationSessions {
  readonly signOuts = new SignOuts()
  readonly #session: Session
  readonly #underWay = new Map<string, Promise<Ended>>()

  constructor(session: Session) {
    this.#session = session
  }

  /** @throws AuthError `configuration` or `invalid_user_id`. */
  ownerOf({ userId, sessionId }: ApplicationSession): Owner {
    if (typeof sessionId !== 'string' || sessionId === '') {
      throw wrongOption(names, 'the application session that it was given has no sessionId')
    }
    const { apiVersion } = this.#session
    if (typeof userId !== 'object' || userId === null) {
      const user = canonicalUserId(userId, apiVersion)
      return { user, sessionId, name: JSON.stringify([user, sessionId]) }
    }
    const user = checkExternalUser(userId, apiVersion, names.creator)
    const { type, id } = user.external
    return { user, sessionId, name: JSON.stringify([type, id, sessionId]) }
  }

  /**
   * Does work with the session of one of its tokens.
   *
   * @param workspace Undefined: the service session's own.
   * @throws Refusal `signed_out` where its application session was ended since the request began; what the work throws.
   */
  async use<T>(
    owner: Owner,
    began: number,
    workspace: Workspace | undefined,
    work: (cache: TokenCache) => Promise<T>,
  ): Promise<T> {
    const holder = await holderOf(owner)
    this.signOuts.refuseIfEnded(owner.name, began)
    return this.#use(owner, holder, workspace, work)
  }

  /**
   * Ends its tokens of every workspace, and those of requests that have begun.
   *
   * @throws AuthError `store_failed` or `closed`.
   */
  async end(owner: Owner): Promise<SignOutResult> {
    const { name } = owner
    this.signOuts.note(name)
    const before = this.#underWay.get(name)?.catch(() => nothing) ?? Promise.resolve(nothing)
    // One after the other: what the one before has found is gone for this one, and as dead.
    const ending = before.then(async found => sum([found, await this.#endAll(owner)]))
    this.#underWay.set(name, ending)
    try {
      const { known, dead } = await ending
      return { revoked: known > 0 && known === dead }
    } finally {
      if (this.#underWay.get(name) === ending) this.#underWay.delete(name)
    }
  }

  /** Ends its tokens of other users than the one whose the id of another system is now. Requests that have begun go on. */
  async endOthers(owner: Owner, subject: string): Promise<void> {
    const isOthers = (cache: TokenCache): boolean => cache.subject !== undefined && cache.subject !== subject
    await this.#endAll(owner, async cache => (isOthers(cache) ? endTokens(cache) : nothing))
  }

  async #endAll(owner: Owner, end = endTokens): Promise<Ended> {
    const holder = await holderOf(owner)
    const own = Session.insideOf(this.#session).cache.grant.identity.workspace
    const others = (['dev', 'production'] as const).filter(workspace => workspace !== own)
    const endings = [own, ...others].map(workspace => this.#use(owner, holder, workspace, end))
    const ended = (await Promise.allSettled(endings)).map(ending => {
      if (ending.status === 'rejected') throw ending.reason
      return ending.value
    })
    return sum(ended)
  }

  /** The session is in use from the moment that it is asked for: an evicted one and its successor do not know of each other's work. */
  async #use<T>(
    owner: Owner,
    holder: string,
    workspace: Workspace | undefined,
    work: (cache: TokenCache) => Promise<T>,
  ): Promise<T> {
    const user =
      typeof owner.user === 'string' ? owner.user : externalUserOf(owner.user.external, owner.user.create)
    const cache = Session.insideOf(this.#session).group.child({ user, holder, workspace })
    return cache.whileInUse(() => work(cache))
  }
}

/** How many tokens the sign-out found, and how many are dead: of several sign-outs, one may have found nothing to end. */
async function endTokens(cache: TokenCache): Promise<Ended> {
  let known = 0
  let dead = 0
  const stopListening = cache.observers.eventListeners.add(event => {
    if (event.type !== 'revoked' || event.why !== 'logout') return
    known++
    if (event.error === undefined) dead++
  })
  try {
    await cache.signOut()
    return { known, dead }
  } finally {
    stopListening()
  }
}

/** A hash, for it shows in names. */
function holderOf({ sessionId }: Owner): Promise<string> {
  return sha256(JSON.stringify(['application session', sessionId]))
}

function sum(endings: readonly Ended[]): Ended {
  const total = (part: keyof Ended): number => endings.reduce((count, ending) => count + ending[part], 0)
  return { known: total('known'), dead: total('dead') }
}

const nothing: Ended = { known: 0, dead: 0 }
