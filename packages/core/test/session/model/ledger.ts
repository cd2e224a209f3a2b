import { type Call, spreadMs } from './call.js'
import { adminId, applicationUserId, type FakeLooker } from './fake-looker.js'
import type { Issued } from './issued.js'
import { judgeOutcome, type Outcome } from './outcomes.js'
import type { Moment, Party, Seat } from './party.js'
import type { TokenRequest } from './token-requests.js'

export interface SignOut {
  readonly seat: Seat
  readonly order: number
  /** How wrong its clock was. */
  readonly wallOffsetMs: number
  /** True time at which it was said to be done. */
  doneMs: number | undefined
  doneOrder: number | undefined
}

/** A token request that revokes is waited for this long, and not aborted, for it may use up a refresh token. */
const longestTurnMs = 30_000

interface SignIn {
  readonly seat: Seat
  doneMs: number | undefined
}

interface Sender {
  readonly party: Party
  readonly wallOffsetMs: number
}

/** What left, before anybody answered it. */
export interface Request {
  readonly party: Party
  readonly line: string
  readonly token: string | undefined
  /** On whose behalf, for a caller's own request. */
  readonly seat: Seat | undefined
  /** The token that it asks for. */
  readonly grant: TokenRequest | undefined
}

/** The promises, in a form that can be checked at each step: of the implementation it knows nothing. */
export class Ledger {
  readonly violations: string[] = []
  readonly signOuts: SignOut[] = []
  readonly logins = new Map<string, number>()
  readonly causes = new Map<string, number>()
  /** By group: when something last happened after which a person may have to sign in. */
  readonly losses = new Map<string, Moment>()
  readonly looker: FakeLooker
  readonly #nowMs: () => number
  /** When those began that are on the wire, by who asks for what. */
  readonly #inFlight = new Map<string, Set<Moment>>()
  /** Who sent what and how wrong their clock was, by its place in the order of things. */
  readonly #senders = new Map<number, Sender>()
  readonly #signIns: SignIn[] = []
  /** When an application last handed out a token to its pages, by token: a page's sign-in is younger than a token that its server had. */
  readonly #handedOut = new Map<string, number>()
  /** Whether the store answers in time: else others may hear late of a sign-out, and a sign-out may fail. */
  prompt = true
  #order = 0
  #forgottenBefore = 0

  constructor(looker: FakeLooker, nowMs: () => number) {
    this.looker = looker
    this.#nowMs = nowMs
  }

  get nowMs(): number {
    return this.#nowMs()
  }

  next(): number {
    return ++this.#order
  }

  now(): Moment {
    return { ms: this.nowMs, order: this.next() }
  }

  violated(what: string): void {
    this.violations.push(`${what} (at ${this.nowMs} ms)`)
  }

  /** Something after which a login of this user, in this group, was needed (or may have been lost). */
  cause(group: string, subject: string, times = 1): void {
    add(this.causes, `${group}:${subject}`, times)
  }

  signOutCalled(seat: Seat): SignOut {
    const { wallOffsetMs } = seat.party.machine
    const signOut = { seat, order: this.next(), wallOffsetMs, doneMs: undefined, doneOrder: undefined }
    seat.signedOut = true
    seat.floor = signOut.order
    this.signOuts.push(signOut)
    this.cause(seat.party.group, seat.subject, 2)
    return signOut
  }

  signOutDone(signOut: SignOut): void {
    signOut.doneMs = this.nowMs
    signOut.doneOrder = this.next()
  }

  signInCalled(seat: Seat): void {
    seat.signedOut = false
    seat.signIns++
    seat.signingIn++
    this.#signIns.push({ seat, doneMs: undefined })
  }

  signInDone(seat: Seat): void {
    seat.signingIn--
    const first = this.#signIns.find(one => one.seat === seat && one.doneMs === undefined)
    if (first !== undefined) first.doneMs = this.nowMs
  }

  /** How many sign-ins of the group were under way after that; a session may not have heard of one that was done just before. */
  signInsSince(group: string, ms: number): number {
    const ofGroup = this.#signIns.filter(({ seat }) => seat.party.group === group)
    return ofGroup.filter(({ doneMs = Number.POSITIVE_INFINITY }) => doneMs + spreadMs > ms).length
  }

  /** Persons of this group may have to sign in again. */
  signInLost(group: string): void {
    this.losses.set(group, this.now())
  }

  /** The store lost its sign-outs: who did not hear of one before will not. */
  storeLost(): void {
    this.#forgottenBefore = this.next()
  }

  /** A request leaves: is it allowed to, with this token? Answers its place in the order of things. */
  sent(request: Request): number {
    const { line, token, party, grant } = request
    if (isNobodys(request)) return this.next()
    const seat = request.seat ?? party.root
    if (seat === undefined) this.violated(`${line} left for nobody`)
    else if ((seat.signedOut || seat.root?.signedOut) && !isOfSignIn(request))
      this.violated(`${line} left from ${seat.name}, signed out`)
    if (seat !== undefined && token !== undefined) this.#checkToken(seat, request)
    const order = this.next()
    if (grant !== undefined) this.#senders.set(order, { party, wallOffsetMs: party.machine.wallOffsetMs })
    return order
  }

  /** A grant is on the wire until the function that this answers is called. */
  grantBegins({ name, kind }: Party, { subject, by }: TokenRequest): () => void {
    // A user has a token in each of the application's sessions.
    if (kind === 'api_key' && subject === applicationUserId) return () => {}
    const key = `${name}:${subject} by ${by}`
    const inFlight = this.#inFlight.get(key) ?? new Set()
    this.#inFlight.set(key, inFlight)
    if ([...inFlight].some(({ ms }) => this.nowMs - ms < longestTurnMs))
      this.violated(`two grants in flight of user ${subject} in ${name}`)
    const begun = this.now()
    inFlight.add(begun)
    return () => inFlight.delete(begun)
  }

  granted({ group }: Party, subject: string): void {
    add(this.logins, `${group}:${subject}`, 1)
  }

  /** @param order Of the page's request. */
  handedOut(token: string, order: number): void {
    this.#handedOut.set(token, order)
  }

  judge(call: Call, outcome: Outcome): void {
    const fault = judgeOutcome(this, call, outcome)
    if (fault !== undefined) this.violated(`${call.kind} of ${call.seat.name}: ${fault}`)
  }

  #checkToken(seat: Seat, request: Request): void {
    const { line, token = '' } = request
    const issued = this.looker.issued.get(token)
    if (issued === undefined) {
      this.violated(`${line} left with a token that was never issued`)
      return
    }
    if (issued.subject !== seat.subject)
      this.violated(`${line} left from ${seat.name} with a token of user ${issued.subject}`)
    if (isOfSignIn(request)) return
    if (this.#isOver(issued, seat)) this.violated(`${line} left from ${seat.name} with its token of before`)
    if (seat.root !== undefined && (issued.admin === undefined || this.#isOver(issued.admin, seat.root)))
      this.violated(`${line} left from ${seat.name} with a token of the admin's sign-in before`)
    for (const signOut of this.signOuts) this.#checkSignOut(signOut, seat, line, issued)
  }

  /** Whether it was asked for before the seat's sign-out. A store that lost the sign-out may bring what others asked for. */
  #isOver({ token, askedOrder }: Issued, { floor, party }: Seat): boolean {
    // During the sign-out another page signed in with a token that its server had before.
    if (party.kind === 'backend' && (this.#handedOut.get(token) ?? 0) > floor) return false
    const lost = floor < this.#forgottenBefore && this.#senders.get(askedOrder)?.party !== party
    return askedOrder < floor && !lost
  }

  /** Whether it may have been stored after the sign-out looked, and the clocks call it the later one. */
  #seemsLater({ askedOrder }: Issued, { wallOffsetMs }: SignOut): boolean {
    return (this.#senders.get(askedOrder)?.wallOffsetMs ?? wallOffsetMs) > wallOffsetMs
  }

  #checkSignOut(signOut: SignOut, seat: Seat, line: string, issued: Issued): void {
    const { seat: ended, order, doneMs } = signOut
    if (!this.prompt || ended.party === seat.party || ended.party.group !== seat.party.group) return
    if (doneMs === undefined || this.nowMs <= doneMs + spreadMs || order < this.#forgottenBefore) return
    if (seat.party.dazed && this.nowMs <= seat.party.machine.wokeMs + spreadMs) return
    const token =
      ended.subject === issued.subject ? issued : ended.subject === adminId ? issued.admin : undefined
    // Its record was lost before the sign-out, which may not have known of it.
    if (token === undefined || token.askedOrder < this.#forgottenBefore) return
    const handedOutOrder = this.#handedOut.get(token.token) ?? 0
    if (Math.max(token.askedOrder, handedOutOrder) < order && !this.#seemsLater(token, signOut))
      this.violated(`${line} left from ${seat.name} ${this.nowMs - doneMs} ms after ${ended.name} signed out`)
  }
}

/** A sign-out: of OAuth too, for which a token of its sign-in may first have to be had; or a token endpoint asks whether a page's token lives. */
function isNobodys({ line, party, grant }: Request): boolean {
  if (/^DELETE|^GET \S+session/.test(line) || grant?.by === 'refresh') return true
  return grant === undefined && line.startsWith('POST') && party.kind === 'backend'
}

/** What a person's sign-in asks Looker of them before it is done; a sign-out may come in the middle of it. */
function isOfSignIn({ party, seat }: Request): boolean {
  return party.kind === 'oauth' && seat === undefined
}

function add(counts: Map<string, number>, key: string, by: number): number {
  const count = (counts.get(key) ?? 0) + by
  counts.set(key, count)
  return count
}
