import { AuthError } from '../errors/auth-error.js'
import type { ApiVersion } from './api-version.js'

/** A Looker user id: a string in API 4.0, a whole number in 3.x. 0 is an id like any other. */
export type UserId = string | number | bigint

const longestId = 255

/**
 * The one spelling of a user id: `789`, `789n` and `'789'` are the same user.
 *
 * @throws AuthError `invalid_user_id`: empty, longer than 255 characters, `.` or `..`, not well-formed text, not a safe
 * whole number; on API 3.x anything but a whole number without leading zeros.
 */
export function canonicalUserId(id: UserId, version: ApiVersion): string {
  const text = typeof id === 'bigint' || Number.isSafeInteger(id) ? String(id) : id
  if (typeof text !== 'string') throw refuse('a user id is a string or a whole number')
  const fault = faultOfId(text, longestId)
  if (fault !== undefined) throw refuse(fault)
  if (version !== '4.0' && !/^(0|[1-9][0-9]*)$/.test(text))
    throw refuse(`API ${version} knows whole numbers only`)
  return text
}

/** Why no path can name the id, in a clause; undefined where one can. */
export function faultOfId(text: string, longest: number): string | undefined {
  if (text.length < 1 || text.length > longest) return `a user id has 1 to ${longest} characters`
  if (text === '.' || text === '..') return '"." and ".." would name another address'
  return isWellFormed(text) ? undefined : 'it holds half a surrogate pair'
}

function isWellFormed(text: string): boolean {
  try {
    encodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function refuse(why: string): AuthError {
  return new AuthError('invalid_user_id', { message: `This is not a Looker user id: ${why}.` })
}
