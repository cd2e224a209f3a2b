/**
 * Milliseconds to wait as a Retry-After header says (RFC 9110, 10.2.3): seconds, or a date. Undefined when absent or not
 * readable; never negative.
 *
 * @param nowMs The wall clock, for dates.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}
