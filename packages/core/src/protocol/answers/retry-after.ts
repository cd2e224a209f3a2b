/** A server that asks for more is misread, or its clock is wrong. */
const longestMs = 3_600_000

/** What an answer says of when to ask again: two of its headers. */
export interface WaitAskedFor {
  readonly retryAfter?: string | undefined
  readonly date?: string | undefined
}

/**
 * Milliseconds to wait as a Retry-After header says (RFC 9110, 10.2.3): seconds, or a date, which counts from the date of
 * its answer. Undefined when absent or not readable; never negative, and one hour at most.
 *
 * @param nowMs The wall clock, for dates in an answer without a date of its own.
 */
export function retryAfterMs({ retryAfter, date }: WaitAskedFor, nowMs: number): number | undefined {
  const text = retryAfter?.trim() ?? ''
  const seconds = /^\d+(\.\d+)?$/.test(text)
  const waitMs = seconds ? Math.ceil(Number(text) * 1000) : dateIn(text) - (dateIn(date ?? '') || nowMs)
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(0, waitMs), longestMs)
}

/** NaN where it is none. */
function dateIn(text: string): number {
  return /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
}
