import { isSendableToken, parseJson } from '../protocol/answers/access-token.js'

const formatVersion = 2

/** One sign-in of an identity, kept through renewals: its random name, and its place in the order of sign-ins and sign-outs. */
export interface SignIn {
  readonly signInId: string
  /** Raised by each sign-in and each sign-out. */
  readonly epoch: number
}

/** For sudo: the sign-in of the admin whose token the user's was asked for with. */
export interface ParentSignIn extends SignIn {
  /** The key of the admin's record; undefined where it is in no store. */
  readonly key?: string | undefined
}

/** What is stored for an identity that is signed in. */
export interface TokenRecord extends SignIn {
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
  readonly parent?: ParentSignIn | undefined
  /** OAuth: what the next access token is asked for with. */
  readonly refreshToken?: string | undefined
  /** Names the request that may use the refresh token, which may work only once. */
  readonly claim?: string | undefined
  /** The sign-out that came last before it: a sign-in that began before that one is ended by it, though its tombstone is gone. */
  readonly signOut?: SignOutMark | undefined
}

/** Names a sign-out: the id of its tombstone, and the user where that is known. */
export type SignOutMark = Pick<Tombstone, 'id' | 'subject'>

/** What is stored for an identity that was signed out. */
export interface Tombstone {
  readonly kind: 'signed_out'
  readonly id: string
  readonly epoch: number
  /** The sign-ins that the sign-out ended. */
  readonly ended: readonly string[]
  /** The user who was signed out, where that is known. */
  readonly subject?: string | undefined
}

/** Why a stored record is not used. */
export type SetAsideReason = 'unreadable' | 'future_version' | 'identity_changed'

/** The record as text. */
export function encodeRecord(record: TokenRecord | Tombstone): string {
  return JSON.stringify({ v: formatVersion, ...record })
}

/** The user whom a record must belong to; `anyone` where no person has signed in yet. */
export type ExpectedSubject = string | undefined | typeof anyone

/** An {@link ExpectedSubject}: any person who signed in. */
export const anyone = null

/**
 * The record in the text, fully checked, or why it is not used. Also a record of an older format is not used.
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
  if (fields.v !== formatVersion || !isText(fields.id) || !isEpoch(fields.epoch)) return 'unreadable'
  if (fields.kind === 'signed_out') return readTombstone(fields) ?? 'unreadable'
  if (fields.kind !== 'token') return 'unreadable'
  const token = readToken(fields)
  if (token === undefined) return 'unreadable'
  return subject === anyone || token.subject === subject ? token : 'identity_changed'
}

/** The sign-out that a record shows: its own, or the last one before its token. */
export function signOutOf(record: TokenRecord | Tombstone | undefined): SignOutMark | undefined {
  if (record?.kind !== 'signed_out') return record?.signOut
  return { id: record.id, subject: record.subject }
}

type Fields = Record<string, unknown>

function readTombstone({ id, epoch, ended, subject }: Fields): Tombstone | undefined {
  if (!isText(id) || !isEpoch(epoch) || !isOptionalText(subject)) return undefined
  if (!Array.isArray(ended) || !ended.every(isText)) return undefined
  return { kind: 'signed_out', id, epoch, ended, subject }
}

function readToken(fields: Fields): TokenRecord | undefined {
  const { id, subject, accessToken, sentAtMs, lifetimeMs, draw, signInId, epoch } = fields
  const { refreshToken, claim } = fields
  if (!isText(id) || !isSendableToken(accessToken) || !isText(signInId) || !isEpoch(epoch)) return undefined
  if (!isOptionalText(subject) || !isOptionalText(refreshToken) || !isOptionalText(claim)) return undefined
  if (!isNumber(sentAtMs) || !isNumber(lifetimeMs) || !isNumber(draw) || lifetimeMs <= 0) return undefined
  if (draw < 0 || draw > 1) return undefined
  const parent = fields.parent === undefined ? undefined : readParent(fields.parent)
  const signOut = fields.signOut === undefined ? undefined : readSignOut(fields.signOut)
  if (parent === null || signOut === null) return undefined
  const [times, signIn] = [
    { sentAtMs, lifetimeMs, draw },
    { signInId, epoch, parent },
  ]
  return { kind: 'token', id, subject, accessToken, ...times, ...signIn, refreshToken, claim, signOut }
}

function readSignOut(fields: unknown): SignOutMark | null {
  if (!isObject(fields)) return null
  const { id, subject } = fields
  return isText(id) && isOptionalText(subject) ? { id, subject } : null
}

function readParent(fields: unknown): ParentSignIn | null {
  if (!isObject(fields)) return null
  const { key, signInId, epoch } = fields
  return isOptionalText(key) && isText(signInId) && isEpoch(epoch) ? { key, signInId, epoch } : null
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isOptionalText = (value: unknown): value is string | undefined => value === undefined || isText(value)
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isEpoch = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
