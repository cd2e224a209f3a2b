/** Whose tokens: the admin's, or those of the user for whom the admin acts. */
export type Who = 0 | 1
export const admin = 0
export const user = 1

/** A sign-in; the number under which the world has it is its name. */
export interface SignIn {
  readonly who: Who
  /** The sign-outs, by their bits, that had looked at the record before this sign-in began. */
  readonly after: number
}

export interface Token {
  readonly who: Who
  readonly signIn: number
  /** The sign-in of the admin by which it was got. */
  readonly parent: number
  /** The group that asked for it. */
  readonly group: number
  live: boolean
  /** Only the server knows it, or a process that crashed. */
  lost: boolean
  /** The store lost a record in which it stood. */
  forgotten: boolean
}

/** What a record or a token cache holds of a token. */
export interface Held {
  readonly token: number
  readonly epoch: number
  readonly signIn: number
  /** The admin's sign-in and its epoch; -1 for the admin's own. */
  readonly parent: number
  readonly parentEpoch: number
}

export interface TokenRecord extends Held {
  readonly kind: 'token'
}

export interface Tombstone {
  readonly kind: 'tombstone'
  readonly epoch: number
  readonly ended: readonly number[]
  /** The bit of its sign-out. */
  readonly by: number
}

/** Null where the store has none. */
export type Stored = TokenRecord | Tombstone | null

/** A token request under way. */
export interface Request {
  at: 'read' | 'read parent' | 'ask' | 'commit' | 'read again' | 'revoke'
  /** The handle that it was made for was signed out. */
  stale: boolean
  /** What the session held when it began. */
  readonly renews: Held | null
  /** What its record was when it was read; 'unknown' where it could not be read. */
  base: Stored | 'unknown'
  /** What it is going to be: the sign-in, its epoch, the token once there is one. */
  next: Held | null
}

/** A sign-out under way. */
export interface SignOut {
  at: 'look' | 'look again' | 'write' | 'sweep'
  /** Its bit. */
  readonly bit: number
  /** The sign-ins that it ends. */
  ended: number[]
  /** Those that it has to end, whatever the rules say: what the group held when it was called, and what the look found. */
  readonly promised: number[]
  /** Its tombstone could not be written. */
  failed: boolean
  base: Stored
}

/** A session: one for each group and subject. */
export interface Session {
  open: boolean
  /** Its token. `shared`: its record was read or its commit was acknowledged. */
  cached: (Held & { readonly shared: boolean }) | null
  /** Rule 2. */
  seen: number
  ended: number[]
  /** The sign-ins of whose end it has read. */
  readonly told: number[]
  /** How many token requests, sign-ins and sign-outs it began. */
  tokens: number
  signIns: number
  signOuts: number
  request: Request | null
  signOut: SignOut | null
  /** A revalidation has read the record, and has yet to read the parent's. */
  revalidating: boolean
}

/** A session group: the admin's session and its `as()` child. */
export interface Group {
  life: 'open' | 'closing' | 'closed' | 'crashed'
  readonly sessions: readonly [Session, Session]
  /** Rule 5. */
  ledger: number[]
  /** Of commits that were not acknowledged: the sign-ins, and the tokens that they may yet replace. */
  sent: number[]
  mayReplace: number[]
  /** The sign-ins that its sign-outs had to end. */
  readonly promised: number[]
}

/** What may still happen. */
export interface Budget {
  requests: number
  signOuts: number
  /** Requests that renew, though the token lives. */
  renewals: number
  /** Reads and commits that fail. */
  failures: number
  /** Commits that are applied, now or later, and not answered. */
  cuts: number
  lostAnswers: number
  crashes: number
  flushes: number
  rollbacks: number
  closes: number
  evictions: number
}

export interface World {
  /** By numbers that do not depend on the order of what happens elsewhere. */
  readonly tokens: Record<number, Token>
  readonly signIns: Record<number, SignIn>
  readonly store: [Stored, Stored]
  /** Earlier records, for a store that rolls back. */
  readonly past: [Stored[], Stored[]]
  /** Commits without an answer that the store has yet to apply. */
  late: { readonly who: Who; readonly base: Stored; readonly next: TokenRecord }[]
  readonly groups: Group[]
  readonly budget: Budget
  /** The bits of the sign-outs that have looked at the record. */
  looked: number
  /** One process at a time asks for a token of one subject. */
  readonly locked: boolean
  /** The sign-ins of sign-outs that were answered. */
  readonly endedForAll: number[]
  /** The store lost something: what it notified of before, it may notify of no more. */
  amnesia: boolean
  broken: string | null
}

export const nothing: Budget = {
  requests: 0,
  signOuts: 0,
  renewals: 0,
  failures: 0,
  cuts: 0,
  lostAnswers: 0,
  crashes: 0,
  flushes: 0,
  rollbacks: 0,
  closes: 0,
  evictions: 0,
}

const session = (): Session => ({
  open: true,
  cached: null,
  seen: 0,
  ended: [],
  told: [],
  tokens: 0,
  signIns: 0,
  signOuts: 0,
  request: null,
  signOut: null,
  revalidating: false,
})

/** Groups that have done nothing yet, on an empty store. */
export function freshWorld(groups: number, budget: Partial<Budget>, locked = false): World {
  const group = (): Group => ({
    life: 'open',
    sessions: [session(), session()],
    ledger: [],
    sent: [],
    mayReplace: [],
    promised: [],
  })
  return {
    tokens: {},
    signIns: {},
    store: [null, null],
    past: [[], []],
    late: [],
    groups: Array.from({ length: groups }, group),
    budget: { ...nothing, ...budget },
    looked: 0,
    locked,
    endedForAll: [],
    amnesia: false,
    broken: null,
  }
}

export const same = (one: Stored, other: Stored): boolean => JSON.stringify(one) === JSON.stringify(other)
export const addTo = (list: number[], ...added: readonly number[]): void => {
  for (const one of added) if (one >= 0 && !list.includes(one)) list.push(one)
  list.sort((a, b) => a - b)
}
