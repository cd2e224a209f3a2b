import { parseJson } from '../../protocol/answers/access-token.js'

/** Embed sessions that one application session may have; the oldest is ended when there is one more. */
export const mostSessions = 20
/** With so many embed sessions that wait for their end at Looker, no other one is made. */
const mostOver = 40
/** Token pairs of one embed session that are remembered. */
const mostPairs = 50

/** Tokens that a page has for one embed session. */
export interface KnownPair {
  /** SHA-256 of both. */
  readonly hash: string
  /** When both tokens have expired. Wall clock. */
  readonly expiresAtMs: number
  /** The page has asked for new ones with it. It is good until it expires, for the page may have lost the answer. */
  readonly used?: true
}

/** One embed session at Looker. */
export interface EmbedSession {
  /** Names the application session, the external user and the browser: a hash. */
  readonly key: string
  /** What Looker was told of the user: a hash. */
  readonly definition: string
  /** Whose credentials made it: a hash. */
  readonly accountHash: string
  /** Looker's session_reference_token: a secret. */
  readonly reference: string
  /** Wall clock. */
  readonly endsAtMs: number
  readonly pairs: readonly KnownPair[]
  /** No page gets anything of it any more, and it has to be ended at Looker. */
  readonly over?: true
}

/** What an embed session has to be of to serve a request. */
export interface SessionOwner {
  readonly sessionKey: string
  readonly definition: string
  readonly accountHash: string
}

/** The embed sessions of one application session, oldest first. */
export interface EmbedRecord {
  readonly sessions: readonly EmbedSession[]
}

const format = 1

export function encodeEmbedRecord({ sessions }: EmbedRecord): string {
  return JSON.stringify({ format, sessions })
}

/** Undefined where it is no record of this format. Only this package writes them, encrypted and authenticated. */
export function decodeEmbedRecord(value: string): EmbedRecord | undefined {
  const read = parseJson(value)
  if (typeof read !== 'object' || read === null) return undefined
  const { format: written, sessions } = read as EmbedRecord & { readonly format?: unknown }
  return written === format && Array.isArray(sessions) ? { sessions } : undefined
}

/** A request that has read the record is over after so many milliseconds, also where clocks differ by minutes. */
const longestRequestMs = 600_000

/**
 * Until when the record is kept. Wall clock. Also where it has no sessions any more: a store takes any commit for a record that is
 * gone, and a request that read it before a sign-out would bring back what that has ended.
 */
export function keepUntil({ sessions }: EmbedRecord, nowMs: number): number {
  return Math.max(nowMs + longestRequestMs, ...sessions.map(({ endsAtMs }) => endsAtMs))
}

/** The record with that session as its newest. One of the same key, and the oldest where there are too many, are over. */
export function withSession(record: EmbedRecord, session: EmbedSession, nowMs: number): EmbedRecord {
  const others = living(record, nowMs).map(one => (one.key === session.key ? over(one) : one))
  const current = [...others.filter(one => !one.over), session]
  const tooMany = new Set(current.slice(0, Math.max(0, current.length - mostSessions)))
  return { sessions: [...others, session].map(one => (tooMany.has(one) ? over(one) : one)) }
}

/** Whether so many sessions wait for their end at Looker that one more could not be remembered. */
export function isFull(record: EmbedRecord, nowMs: number): boolean {
  return living(record, nowMs).filter(one => one.over).length >= mostOver
}

/** Whether the session is that user's, in that browser, as the application describes the user now, and has not ended. */
export function isCurrentFor(
  session: EmbedSession,
  { sessionKey, definition, accountHash }: SessionOwner,
  nowMs: number,
): boolean {
  return (
    session.key === sessionKey &&
    session.definition === definition &&
    session.accountHash === accountHash &&
    session.over === undefined &&
    session.endsAtMs > nowMs
  )
}

/** The record after a sign-out: all its sessions are over. */
export function ended(record: EmbedRecord, nowMs: number): EmbedRecord {
  return { sessions: living(record, nowMs).map(over) }
}

/** What has not ended by itself. */
function living({ sessions }: EmbedRecord, nowMs: number): readonly EmbedSession[] {
  return sessions.filter(({ endsAtMs }) => endsAtMs > nowMs)
}

export function over(session: EmbedSession): EmbedSession {
  return { ...session, over: true, pairs: [] }
}

/** The record with a change of those sessions. */
export function changed(
  record: EmbedRecord,
  which: (session: EmbedSession) => boolean,
  change: (session: EmbedSession) => EmbedSession,
): EmbedRecord {
  return { sessions: record.sessions.map(one => (which(one) && !one.over ? change(one) : one)) }
}

/** The record without these sessions. */
export function without(record: EmbedRecord, references: ReadonlySet<string>): EmbedRecord {
  return { sessions: record.sessions.filter(({ reference }) => !references.has(reference)) }
}

/** The session with one more pair of tokens. */
export function withPair(session: EmbedSession, pair: KnownPair, nowMs: number): EmbedSession {
  const others = session.pairs.filter(({ used, expiresAtMs }) => used === undefined || expiresAtMs > nowMs)
  return { ...session, pairs: [...others, pair].slice(-mostPairs) }
}

/** The session in which that pair has been used. */
export function withUsed(session: EmbedSession, hash: string): EmbedSession {
  return {
    ...session,
    pairs: session.pairs.map(pair => (pair.hash === hash ? { ...pair, used: true } : pair)),
  }
}

/** Whether a page has that pair, as far as is known. */
export function hasPair({ pairs }: EmbedSession, hash: string, nowMs: number): boolean {
  return pairs.some(pair => pair.hash === hash && (pair.used === undefined || pair.expiresAtMs > nowMs))
}
