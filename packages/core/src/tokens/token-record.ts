import { isSendableToken, parseJson } from '../protocol/answers/access-token.js'

const formatVersion = 1

/** What is stored for an identity that is signed in. */
export interface TokenRecord {
  readonly kind: 'token'
  /** Names this very record. */
  readonly id: string
  readonly subject?: string | undefined
  readonly accessToken: string
  /** Wall clock in milliseconds: when the token was asked for; its lifetime counts from here. */
  readonly sentAtMs: number
  readonly lifetimeMs: number
  /** From 0 to 1: spreads renewals. */
  readonly draw: number
  readonly signInId: string
  readonly parentSignInId?: string | undefined
  /** OAuth: what the next access token is asked for with. */
  readonly refreshToken?: string | undefined
  /** Who is spending the refresh token: nobody else may, for it may be good for one use. */
  readonly spending?: string | undefined
}

/** What is stored for an identity that was signed out: its tombstone. */
export interface Tombstone {
  readonly kind: 'signed_out'
  readonly id: string
  /** The sign-in that was ended; undefined when the one who ended it knew of none. */
  readonly signInId?: string | undefined
  /** Whom it was of, where the sign-in told. */
  readonly subject?: string | undefined
}

/** Why a stored record is not used. */
export type SetAsideReason = 'unreadable' | 'future_version' | 'identity_changed'

/** The record as text. */
export function encodeRecord(record: TokenRecord | Tombstone): string {
  return JSON.stringify({ v: formatVersion, ...record })
}

/** Whether a stored value is the record of a sign-out. It holds no token. */
export function isTombstone(value: string): boolean {
  const fields = parseJson(value)
  return isObject(fields) && fields.kind === 'signed_out'
}

/** Whom a record must be of: `anyone` where the sign-in first has to tell. */
export type ExpectedSubject = string | undefined | typeof anyone

/** An {@link ExpectedSubject}: whoever signed in. */
export const anyone = null

/**
 * The record in the text, fully checked, or why it is not used.
 *
 * @param subject Whom the record must be of: another user's is never adopted.
 */
export function decodeRecord(
  text: string,
  subject: ExpectedSubject,
): TokenRecord | Tombstone | SetAsideReason {
  const fields = parseJson(text)
  if (!isObject(fields)) return 'unreadable'
  if (typeof fields.v === 'number' && fields.v > formatVersion) return 'future_version'
  if (fields.v !== formatVersion || !isText(fields.id)) return 'unreadable'
  if (fields.kind === 'signed_out') return readTombstone(fields.id, fields)
  if (fields.kind !== 'token') return 'unreadable'
  const token = readToken(fields)
  if (token === undefined) return 'unreadable'
  return subject === anyone || token.subject === subject ? token : 'identity_changed'
}

function readTombstone(
  id: string,
  { signInId, subject }: Record<string, unknown>,
): Tombstone | SetAsideReason {
  if (!isOptionalText(signInId) || !isOptionalText(subject)) return 'unreadable'
  return { kind: 'signed_out', id, signInId, subject }
}

function readToken(fields: Record<string, unknown>): TokenRecord | undefined {
  const { id, subject, accessToken, sentAtMs, lifetimeMs, draw, signInId } = fields
  const { parentSignInId, refreshToken, spending } = fields
  if (!isText(id) || !isSendableToken(accessToken) || !isText(signInId)) return undefined
  if (!isOptionalText(subject) || !isOptionalText(parentSignInId)) return undefined
  if (!isOptionalText(refreshToken) || !isOptionalText(spending)) return undefined
  if (!isNumber(sentAtMs) || !isNumber(lifetimeMs) || !isNumber(draw) || lifetimeMs <= 0) return undefined
  if (draw < 0 || draw > 1) return undefined
  const times = { sentAtMs, lifetimeMs, draw }
  return {
    kind: 'token',
    id,
    subject,
    accessToken,
    ...times,
    signInId,
    parentSignInId,
    refreshToken,
    spending,
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isOptionalText = (value: unknown): value is string | undefined => value === undefined || isText(value)
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
