import type { FakeLooker } from './fake-looker.js'
import type { Issued } from './issued.js'
import type { SharedStore } from './shared-store.js'

/** A token that lives on the server, though no shared record holds it. */
export interface Leak {
  /** The same for leaks that have one cause, as far as it can be seen from here. */
  readonly kind: string
  /** Which token it is, which session group got it, and by which step. */
  readonly what: string
}

/** What became of the requests for tokens: how a token may have been lost without a fault of its session. */
export class LiveTokens {
  readonly #looker: FakeLooker
  /** By the place of their request in the order of everything that happens. */
  readonly #lostAnswers = new Set<number>()
  readonly #aborted = new Set<number>()
  readonly #refused = new Set<string>()
  readonly #leftBehind = new Set<Issued>()

  constructor(looker: FakeLooker) {
    this.#looker = looker
  }

  /** The network lost the answer, or was slower than its time bound: only the server knows what was in it. */
  answerLost(askedOrder: number): void {
    this.#lostAnswers.add(askedOrder)
  }

  /** Looker, or what stands before it, failed the request by which a group that is closed would have ended the sign-in. */
  refused(refreshToken: string): void {
    this.#refused.add(refreshToken)
  }

  /** The network was slower than the time bound of the last request that would have ended the token, and with OAuth its sign-in. */
  revocationLost(accessToken = ''): void {
    const refreshToken = this.#looker.issued.get(accessToken)?.signIn?.refresh?.token
    for (const token of [accessToken, refreshToken]) if (token !== undefined) this.refused(token)
  }

  /**
   * The group was closed: its tokens of a sign-in that stands in a record end when that sign-in is ended. The group may have read
   * the record before the store lost it.
   *
   * @param lostBefore How many records the store had lost when `close()` was called.
   */
  groupClosed(name: string, { records, lost }: SharedStore, lostBefore: number): void {
    const stood = lost.slice(lostBefore)
    const standing = tokensIn([...[...records.values()].map(({ record }) => record.value), ...stood])
    for (const issued of this.#looker.issued.values())
      if (issued.ask.sender?.name === name && isOfSignInIn(standing, issued)) this.#leftBehind.add(issued)
  }

  /** The session itself gave the request up while it was on the wire. */
  aborted(askedOrder: number): void {
    this.#aborted.add(askedOrder)
  }

  /** The tokens that live, when all session groups are closed, though they stand in no record of the store. */
  leaks({ records, committed, lost }: SharedStore): Leak[] {
    const standing = tokensIn([...records.values()].map(({ record }) => record.value))
    // The store forgot them, and no session is to blame for that.
    const flushed = tokensIn(lost)
    const isLeak = (issued: Issued): boolean => {
      const { token, askedOrder } = issued
      return (
        this.#looker.live(token) !== undefined &&
        !standing.has(token) &&
        !isOfSignInIn(standing, issued) &&
        !this.#leftBehind.has(issued) &&
        !this.#refused.has(token) &&
        !flushed.has(token) &&
        !this.#lostAnswers.has(askedOrder) &&
        // Its last caller left: nobody but Looker knows whether there is a token.
        !this.#aborted.has(askedOrder)
      )
    }
    return [...this.#looker.issued.values()].filter(isLeak).map(issued => this.#leak(issued, committed))
  }

  #leak({ token, kind, subject, ask, askedOrder }: Issued, committed: SharedStore['committed']): Leak {
    const isAborted = this.#aborted.has(askedOrder)
    const fate = isAborted ? 'its request was aborted on the wire' : fateOf(token, committed)
    const line = ask.line.replace(/\/login\/\d+$/, '/login/{user}')
    const { name, step, kind: family } = ask.sender ?? { name: '?', step: '?', kind: '?' }
    return {
      kind: `${kind} token by ${line}, ${family}: ${fate}`,
      what: `the ${kind} token of user ${subject}, got by ${name} with ${ask.line} after step ${step}, lives: ${fate}`,
    }
  }
}

/** Looker ends the whole sign-in with any of its access tokens. */
function isOfSignInIn(standing: ReadonlySet<string>, { kind, signIn }: Issued): boolean {
  return kind === 'access' && signIn?.refresh !== undefined && standing.has(signIn.refresh.token)
}

/** What became of the record of a token. */
function fateOf(token: string, committed: SharedStore['committed']): string {
  const at = committed.map(({ value }) => tokensIn([value]).has(token)).lastIndexOf(true)
  const stood = committed[at]
  if (stood === undefined) return 'it never stood in a record'
  const next = committed.slice(at + 1).find(({ key }) => key === stood.key)
  const [before, after] = [stood, next].map(record => fieldsOf(record?.value ?? '{}'))
  if (after?.kind === 'signed_out') return 'a sign-out took the place of its record'
  if (after?.signInId !== before?.signInId) return 'another sign-in took the place of its record'
  return after?.parent?.signInId === before?.parent?.signInId
    ? 'a renewal took the place of its record'
    : "a renewal after another sign-in of the admin's took the place of its record"
}

interface Fields {
  readonly kind?: string
  readonly signInId?: string
  readonly parent?: { readonly signInId: string }
  readonly accessToken?: string
  readonly refreshToken?: string
}

const fieldsOf = (value: string): Fields => JSON.parse(value) as Fields

/** The tokens that stand in records. */
function tokensIn(values: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (const value of values) {
    const { accessToken, refreshToken } = fieldsOf(value)
    for (const token of [accessToken, refreshToken]) if (token !== undefined) found.add(token)
  }
  return found
}
