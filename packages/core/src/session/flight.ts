import {
  type FlightSignals,
  type Grant,
  NotReady,
  type Obtained,
  type ParentSignIn,
  type Prepared,
} from '../grants/grant.js'
import type { SessionEventBody } from './events.js'
import { type Family, holdRecord, momentOf, newId } from './family.js'
import { type HeldToken, isExpired, isReplaced } from './held-token.js'
import { storeKeyOf } from './identity.js'
import type { TokenRecord } from './record.js'
import { revoke } from './sign-out.js'
import type { Loaded, Report } from './store-access.js'
import { underLock } from './under-lock.js'
import { selectWorkspace } from './workspace.js'

/** Why a flight starts, and what it must not bring back. */
export interface FlightPlan {
  /** The token that expired, is due, or was rejected. */
  readonly previous?: HeldToken
}

/** What a flight brings. */
export interface Landing {
  readonly token: HeldToken
  readonly source: 'login' | 'store'
}

/** A flight was ended while it was under way; what it obtained is revoked. */
export class FlightEnded extends Error {}

/** Somebody signed out, or in, in the middle of it, or the admin's token is void: begin anew. */
const again = Symbol('again')
const mostRounds = 5

/**
 * One attempt at a token for one identity, shared by its callers: adopt the stored one, or ask for one under the lock and
 * commit it. It commits nothing once it was ended. Events are held back until no lock is held.
 */
export async function fly(
  family: Family,
  grant: Grant,
  prepared: Prepared,
  { previous }: FlightPlan,
  signals: FlightSignals,
  report: Report,
): Promise<Landing> {
  const unsaid: SessionEventBody[] = []
  let over = false
  const say = (): void => {
    for (const event of unsaid.splice(0)) report(event)
  }
  const flight = new Flight(family, grant, prepared, previous, signals, event => {
    unsaid.push(event)
    // The store may answer when nobody waits for it any more, and say that it is back.
    if (over) say()
  })
  try {
    return await flight.run(say)
  } finally {
    over = true
    say()
  }
}

class Flight {
  constructor(
    readonly family: Family,
    readonly grant: Grant,
    readonly prepared: Prepared,
    readonly previous: HeldToken | undefined,
    readonly signals: FlightSignals,
    readonly report: Report,
  ) {}

  async run(say: () => void): Promise<Landing> {
    const { family, grant, prepared } = this
    const shared = family.store !== undefined && grant.renewable
    const key = shared
      ? await storeKeyOf(family.calls.target.baseUrl, await prepared.clientId(), grant.identity)
      : undefined
    for (let round = 1; ; round++) {
      const work = key === undefined ? this.#alone() : this.#shared(key, round === mostRounds)
      const result = await work.catch(unlessNotReady)
      say()
      if (result !== again) return result
    }
  }

  async #alone(): Promise<Landing> {
    await this.prepared.ready?.(this.signals)
    return this.#landed(await this.#obtain(), undefined, undefined)
  }

  /** Nothing that others are told of happens under the lock: what the admin's session does is done before. */
  async #shared(key: string, lastRound: boolean): Promise<Landing | typeof again> {
    const { family, prepared, signals } = this
    const stored = await this.#load(key)
    const current = stored?.record?.kind === 'token' ? await prepared.parentSignIn?.() : undefined
    const found = this.#adoptable(key, stored, current)
    if (found !== undefined) return found
    const parent = await prepared.ready?.(signals)
    const work = {
      key,
      task: () => this.#grant(key, parent, lastRound),
      meanwhile: async () => this.#adoptable(key, await this.#load(key), parent),
    }
    const landing = await underLock(family, work, signals.stopSignal, this.report)
    // Minting may have taken long enough to miss that the admin signed out elsewhere.
    const parentNow = landing === again ? undefined : await prepared.parentSignIn?.()
    if (landing === again || parentNow === undefined || parentNow === parent) return landing
    if (landing.source === 'login') await this.#revoke(landing.token.accessToken, 'late')
    return again
  }

  #load(key: string): Promise<Loaded | undefined> {
    return (
      this.family.store?.load(key, this.grant.identity.subject, this.report) ?? Promise.resolve(undefined)
    )
  }

  async #grant(key: string, parent: ParentSignIn, lastRound: boolean): Promise<Landing | typeof again> {
    // The wait for the lock may have been long enough to miss that the admin signed out elsewhere.
    const parentNow = await this.prepared.peekParentSignIn?.(this.report)
    if (parentNow !== undefined && parentNow !== parent) throw new NotReady()
    const loaded = await this.#load(key)
    const found = this.#adoptable(key, loaded, parent)
    if (found !== undefined) return found
    const obtained = await this.#obtain()
    let version = loaded?.version
    let signInId = signInIdOf(loaded, this.previous)
    for (;;) {
      const record = this.#record(obtained, signInId)
      const committed = await this.family.store?.commit(key, record, version, this.report)
      if (committed === undefined) return this.#landed(obtained, key, undefined, record)
      if (committed.won) return this.#landed(obtained, key, committed.now.version, record)
      if (this.signals.stopSignal.aborted) return this.#revokeAndEnd(obtained)
      const winner = this.#adoptable(key, committed.now, parent)
      const { record: present } = committed.now
      // A sign-out may also have come and gone: then the token of another sign-in stands there, usable or not.
      const signedOut =
        present?.kind === 'signed_out' || (present !== undefined && present.signInId !== signInId)
      if (winner !== undefined || (signedOut && !lastRound)) {
        await this.#revoke(obtained.token.access_token, winner === undefined ? 'late' : 'lost_commit')
        return winner ?? again
      }
      version = committed.now.version
      signInId = signInIdOf(committed.now, undefined)
    }
  }

  /** The stored token, if it may be served in place of the one that this flight was to replace. */
  #adoptable(key: string, loaded: Loaded | undefined, parent: ParentSignIn): Landing | undefined {
    const record = loaded?.record
    if (record?.kind !== 'token' || isReplaced(record.id, this.previous)) return undefined
    const token = holdRecord(this.family, record, { storeKey: key, version: loaded?.version })
    if (isExpired(token, momentOf(this.family))) return undefined
    if (parent !== undefined && parent !== record.parentSignInId) return undefined
    this.#stopIfEnded()
    return { token, source: 'store' }
  }

  async #obtain(): Promise<Obtained> {
    this.#stopIfEnded()
    const obtained = await this.prepared.obtain(this.signals)
    const { workspace } = this.grant.identity
    if (!this.#ended && workspace !== undefined) {
      try {
        await selectWorkspace(this.family.calls, obtained.token.access_token, workspace, this.signals)
        if (this.previous !== undefined) this.report({ type: 'workspace_reset', workspace })
      } catch (error) {
        await this.#revoke(obtained.token.access_token, 'late')
        throw error
      }
    }
    return this.#ended ? this.#revokeAndEnd(obtained) : obtained
  }

  /** A sign-in is named by its first record. */
  #record(obtained: Obtained, continued: string | undefined): TokenRecord {
    const { token, sentAtMs, parentSignInId } = obtained
    const id = newId(this.family)
    const signInId = continued ?? obtained.signInId ?? id
    return {
      kind: 'token',
      id,
      subject: this.grant.identity.subject,
      accessToken: token.access_token,
      sentAtMs,
      lifetimeMs: token.expires_in * 1000,
      draw: this.family.calls.random.fraction(),
      signInId,
      parentSignInId,
    }
  }

  #landed(
    obtained: Obtained,
    storeKey: string | undefined,
    version: string | undefined,
    stored?: TokenRecord,
  ): Landing {
    const { family, grant, previous } = this
    const record = stored ?? this.#record(obtained, previous?.signInId)
    const replaced = previous?.version === undefined ? previous?.replacedId : previous.id
    const replacedId = version === undefined ? replaced : undefined
    const ageMs = family.calls.clock.monotonic() - obtained.sentAtMonotonicMs
    return {
      token: holdRecord(family, record, { storeKey, version, replacedId }, ageMs, grant.renewable),
      source: 'login',
    }
  }

  async #revoke(token: string, why: 'late' | 'lost_commit'): Promise<void> {
    if (this.grant.renewable) await revoke(this.family, token, this.report, why)
  }

  async #revokeAndEnd(obtained: Obtained): Promise<never> {
    await this.#revoke(obtained.token.access_token, 'late')
    throw new FlightEnded()
  }

  get #ended(): boolean {
    return this.signals.stopSignal.aborted
  }

  #stopIfEnded(): void {
    if (this.#ended) throw new FlightEnded()
  }
}

function unlessNotReady(error: unknown): typeof again {
  if (error instanceof NotReady) return again
  throw error
}

/** A renewal continues the sign-in that is stored, or that is remembered where the store forgot; never one that was ended. */
function signInIdOf(loaded: Loaded | undefined, previous: HeldToken | undefined): string | undefined {
  const record = loaded?.record
  if (record?.kind === 'token') return record.signInId
  return record?.kind === 'signed_out' ? undefined : previous?.signInId
}
