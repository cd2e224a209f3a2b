import { anyone, decodeRecord } from '../tokens/token-record.js'

/** What can be said of a stored record; no secret. Times are by the wall clock, in milliseconds. */
export type RecordDescription =
  | {
      readonly kind: 'token'
      /** The user id, for sudo and with OAuth; undefined for the API key's own user. */
      readonly subject?: string | undefined
      /** Whether it is sudo's: asked for with an admin's token. */
      readonly isSudo: boolean
      readonly grantedAtMs: number
      readonly expiresAtMs: number
      /** Whether it holds a refresh token. */
      readonly isRefreshable: boolean
    }
  | { readonly kind: 'signed_out'; readonly subject?: string | undefined }

/** Describes what a store keeps, for tools that show it. Undefined for what is no record of this format. */
export function describeRecord(value: string): RecordDescription | undefined {
  const record = decodeRecord(value, anyone)
  if (typeof record === 'string') return undefined
  const { kind, subject } = record
  if (kind === 'signed_out') return { kind, subject }
  const { sentAtMs, lifetimeMs, parent, refreshToken } = record
  return {
    kind,
    subject,
    isSudo: parent !== undefined,
    grantedAtMs: sentAtMs,
    expiresAtMs: sentAtMs + lifetimeMs,
    isRefreshable: refreshToken !== undefined,
  }
}
