import {
  type FlightSignals,
  type Grant,
  NotReady,
  type Obtained,
  type ParentSignIn,
  type Prepared,
} from '../grants/grant.js'
import { giveUp, obtainByClaim, obtainUsable, revokeAndEnd } from '../grants/obtain.js'
import type { SessionEventBody } from '../session/events.js'
import { expectedSubject, type Family, storedUnder } from '../session/session-group.js'
import { FlightEnded, isKept, SignedOutElsewhere } from '../session/token-cache/request-ends.js'
import { type HeldToken, isReplaced } from '../tokens/cached-token.js'
import { trackStored } from '../tokens/custody.js'
import type { TokenRecord, Tombstone } from '../tokens/token-record.js'
import { adoptable, type Landing, landingOf, newRecord, signInIdOf } from './adoption.js'
import { writeAnew } from './completed-sign-in.js'
import { type Loaded, mostCommits, type Report } from './store-client.js'
import { underLock } from './with-lock.js'

/** Why a flight starts, and what it must not bring back. */
export interface FlightPlan {
  /** The token that expired, is due, or was rejected. */
  readonly previous?: HeldToken
  readonly afterRejection: boolean
}

/** The session that a token is asked for. */
export interface FlightHost {
  readonly family: Family
  readonly grant: Grant
  /** Names it in its group. */
  readonly name: string
  report(event: SessionEventBody): void
}

/** Somebody signed out, or in, in the middle of it, or the admin's token is void: begin anew. */
const again = Symbol('again')
const mostRounds = 5
/**
 * One attempt at a token for one identity, shared by its callers: adopt the stored one, or ask for one under the lock and
 * commit it. It commits nothing once it was ended. Events are held back until no lock is held.
 */
export async function fly(
  host: FlightHost,
  prepared: Prepared,
  plan: FlightPlan,
  signals: FlightSignals,
): Promise<Landing> {
  const { family, grant, name } = host
  const unsaid: SessionEventBody[] = []
  let over = false
  const say = (): void => {
    for (const event of unsaid.splice(0)) host.report(event)
  }
  const flight = new Flight(family, grant, name, prepared, plan, signals, event => {
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
  /** What the key held when it was first read. */
  #before: Loaded | undefined

  constructor(
    readonly family: Family,
    readonly grant: Grant,
    readonly name: string,
    readonly prepared: Prepared,
    readonly plan: FlightPlan,
    readonly signals: FlightSignals,
    readonly report: Report,
  ) {}

  get previous(): HeldToken | undefined {
    return this.plan.previous
  }

  async run(say: () => void): Promise<Landing> {
    const { family, grant, prepared } = this
    const shared = family.store !== undefined && grant.renewable
    const key = shared ? await storedUnder(family, grant, prepared) : undefined
    for (let round = 1; ; round++) {
      const result = await this.#round(key, round === mostRounds).catch(unlessNotReady)
      say()
      if (result !== again) return result
    }
  }

  #round(key: string | undefined, lastRound: boolean): Promise<Landing | typeof again> {
    if (key === undefined) return this.#alone()
    return this.prepared.anew ? this.#anew(key) : this.#shared(key, lastRound)
  }

  async #anew(key: string): Promise<Landing> {
    const obtained = await obtainUsable(this)
    const written = await writeAnew(this, key, obtained)
    if (written === undefined) return revokeAndEnd(this, obtained)
    const { record, version, replacedId } = written
    if (version === undefined) trackStored(this, record, key)
    else this.#stored(record, undefined)
    return this.#landed(obtained, key, version, record, replacedId)
  }

  async #alone(): Promise<Landing> {
    await this.prepared.ready?.(this.signals)
    return this.#landed(await obtainUsable(this), undefined, undefined)
  }

  /** Nothing that others are told of happens under the lock: what the admin's session does is done before. */
  async #shared(key: string, lastRound: boolean): Promise<Landing | typeof again> {
    const { family, prepared, signals } = this
    const stored = await this.#load(key)
    this.#stopIfSignedOut(stored)
    const current = stored?.record?.kind === 'token' ? await prepared.parentSignIn?.() : undefined
    const found = this.#adoptable(key, stored, current)
    if (found !== undefined) return found
    const parent = await prepared.ready?.(signals)
    const work = {
      key,
      task: (held: boolean) => this.#grant(key, parent, lastRound, held),
      meanwhile: async () => this.#adoptable(key, await this.#load(key), parent),
    }
    const landing = await underLock(family, work, signals.stopSignal, this.report)
    // Minting may have taken long enough to miss that the admin signed out elsewhere.
    const parentNow = landing === again ? undefined : await prepared.parentSignIn?.()
    if (landing === again || parentNow === undefined || parentNow === parent) return landing
    if (landing.source === 'login') await giveUp(this, landing.token.accessToken, 'late')
    return again
  }

  #load(key: string): Promise<Loaded | undefined> {
    return (
      this.family.store?.load(key, expectedSubject(this.grant), this.report) ?? Promise.resolve(undefined)
    )
  }

  async #grant(
    key: string,
    parent: ParentSignIn,
    lastRound: boolean,
    held: boolean,
  ): Promise<Landing | typeof again> {
    // The wait for the lock may have been long enough to miss that the admin signed out elsewhere.
    const parentNow = await this.prepared.peekParentSignIn?.(this.report)
    if (parentNow !== undefined && parentNow !== parent) throw new NotReady()
    const found = await this.#load(key)
    this.#stopIfSignedOut(found)
    const adopted = this.#adoptable(key, found, parent)
    if (adopted !== undefined) return adopted
    const { loaded, obtained } = await obtainByClaim(this, key, found, held)
    const commit = this.grant.mustLand ? 'commitPatiently' : 'commit'
    let version = loaded?.version
    let over = loaded?.record
    let signInId = signInIdOf(loaded, this.previous)
    for (let commits = 1; ; commits++) {
      const record = newRecord(this.family, this.grant, obtained, signInId)
      const committed = await this.family.store?.[commit](key, record, version, this.report)
      if (committed === undefined || commits > mostCommits) {
        trackStored(this, record, key)
        return this.#landed(obtained, key, undefined, record, loaded?.record?.id)
      }
      if (committed.won) {
        this.#stored(record, over)
        return this.#landed(obtained, key, committed.now.version, record)
      }
      const { stopSignal } = this.signals
      if (stopSignal.aborted && !isKept(this.grant, this.family, this.signals))
        return revokeAndEnd(this, obtained)
      const winner = adoptable(this, key, committed.now, parent)
      const { record: present } = committed.now
      const isOther = present !== undefined && present.signInId !== signInId
      // A sign-out may also have come and gone: then the token of another sign-in stands there, usable or not.
      const signedOut =
        (committed.now.foreign === true && this.grant.bind !== undefined) ||
        present?.kind === 'signed_out' ||
        isOther
      if (winner !== undefined || (signedOut && (!lastRound || this.grant.personal))) {
        // Somebody signed in anew: that ended a token before this one, and does not end this one too.
        const lost = isOther && this.grant.mustLand ? 'replaced' : 'lost_commit'
        await giveUp(this, obtained.token.access_token, winner === undefined ? 'late' : lost)
        this.#stopIfSignedOut(committed.now)
        return winner ?? again
      }
      version = committed.now.version
      over = present
      signInId = signInIdOf(committed.now, undefined)
    }
  }

  /** The stored token, if it may be served in place of the one that this flight was to replace. */
  #adoptable(key: string, loaded: Loaded | undefined, parent: ParentSignIn): Landing | undefined {
    const landing = adoptable(this, key, loaded, parent)
    if (landing !== undefined) this.#stopIfEnded()
    return landing
  }

  /** A shared record holds the token from now on; the one that stood there is this group's to end. */
  #stored(record: TokenRecord, before: TokenRecord | Tombstone | undefined): void {
    const { family } = this
    if (family.ownsStore) trackStored(this, record)
    else family.ledger.remove(record.accessToken)
    if (before?.kind === 'token' && before.accessToken !== record.accessToken) trackStored(this, before)
  }

  #landed(
    obtained: Obtained,
    storeKey: string | undefined,
    version: string | undefined,
    stored?: TokenRecord,
    replacedId?: string,
  ): Landing {
    const { family, grant, previous } = this
    const record = stored ?? newRecord(family, grant, obtained, previous?.signInId)
    if (storeKey === undefined && grant.renewable) trackStored(this, record)
    return landingOf(family, grant, record, { obtained, storeKey, version, previous, replacedId })
  }

  /** A person who was signed out since then is not signed in again by what was under way. */
  #stopIfSignedOut(now: Loaded | undefined): void {
    if (now === undefined || !this.grant.personal) return
    this.#before ??= now
    const { record, version } = now
    if (record?.kind !== 'signed_out') return
    // Of whichever sign-in: where each tab has its own, it was of the person all the same.
    const endsPrevious = this.previous !== undefined && !isReplaced(record.id, this.previous)
    if (endsPrevious || version !== this.#before.version) throw new SignedOutElsewhere()
  }

  #stopIfEnded(): void {
    if (this.signals.stopSignal.aborted) throw new FlightEnded()
  }
}

function unlessNotReady(error: unknown): typeof again {
  if (error instanceof NotReady) return again
  throw error
}
