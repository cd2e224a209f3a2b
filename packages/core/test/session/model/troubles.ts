import { adminId, personId } from './fake-looker.js'
import type { Ledger } from './ledger.js'
import type { Party, Seat } from './party.js'

/** What happens to session groups, and what others may notice of it: the ledger allows more for a while. */
export class Troubles {
  /** All that ever were. */
  readonly parties: Party[] = []
  readonly #ledger: Ledger

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** Tokens of the group were ended. */
  killed(group: string): void {
    for (const party of this.#touchedBy(group)) party.killedMs.push(party.machine.monotonic())
  }

  /** Grants of the session group meet something. */
  disturbed(party: Party): void {
    for (const touched of [party, ...this.#pagesOf(party.group)])
      touched.disturbedMs.push(touched.machine.monotonic())
    if (party.kind === 'oauth') this.#ledger.signInLost(party.group)
  }

  /** A session group that evicts users may have to get their tokens again, where it has no store. */
  called({ party, subject }: Seat): void {
    if (forgets(party)) this.#ledger.cause(party.group, subject)
  }

  signOutCalled({ party, subject }: Seat): void {
    if (subject === adminId) this.#disturbPagesOf(party)
  }

  signedOut({ party, subject }: Seat): void {
    this.killed(party.group)
    if (subject === adminId) this.#disturbPagesOf(party)
  }

  signInCalled({ party, subject }: Seat): void {
    if (party.kind !== 'api_key') this.#ledger.cause(party.group, subject, 2)
    if (subject === adminId) this.#disturbPagesOf(party)
  }

  /** The user of the pages is signed in to the application no more. */
  applicationLeft({ group, ownId }: Party): void {
    this.killed(group)
    this.#ledger.signInLost(group)
    this.#ledger.cause(group, ownId, 2)
  }

  closed(party: Party): void {
    this.killed(party.group)
    this.#ledger.signInLost(party.group)
    this.#disturbPagesOf(party)
  }

  opened(party: Party): void {
    this.#disturbPagesOf(party)
  }

  revoked(subject: string): void {
    for (const group of new Set(this.parties.map(({ group }) => group))) {
      this.#ledger.cause(group, subject)
      this.killed(group)
    }
    if (subject === personId) this.#allLost()
  }

  /** The store lost everything. */
  flushed(): void {
    this.#ledger.storeLost()
    this.#allLost()
  }

  #allLost(): void {
    for (const { group, kind } of this.parties) if (kind !== 'api_key') this.#ledger.signInLost(group)
  }

  #disturbPagesOf({ group }: Party): void {
    for (const page of this.#pagesOf(group)) page.disturbedMs.push(page.machine.monotonic())
  }

  #pagesOf(group: string): Party[] {
    return this.parties.filter(({ service }) => service?.().group === group)
  }

  #touchedBy(group: string): Party[] {
    return [...this.parties.filter(party => party.group === group), ...this.#pagesOf(group)]
  }
}

/** Whether a session group keeps its tokens to itself, and not all of them. */
export function forgets({ group, name, maxSessions }: Party): boolean {
  return group === name && maxSessions !== undefined
}
