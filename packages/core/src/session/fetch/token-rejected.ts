import { parseJson } from '../../protocol/answers/access-token.js'
import type { AuthCalls } from '../../transport/auth-calls.js'
import { readTextWithin } from '../../transport/read-text.js'

/** A 401 of Looker's is short; more than this is not read. */
const longest401 = 65_536
/** It comes with its headers; the caller waits no longer for it, in milliseconds. */
const longest401Ms = 10_000

/**
 * Whether the 401 is that of Looker's API, in JSON, and not that of a proxy or gateway. The caller can still read it. A
 * body that breaks off, is long, or takes longer than an answer may, is not Looker's.
 */
export async function isLookers401(response: Response, { clock, transport }: AuthCalls): Promise<boolean> {
  if (!/\bjson\b/i.test(response.headers.get('content-type') ?? '')) return false
  const withinMs = Math.min(transport.timeoutMs || longest401Ms, longest401Ms)
  try {
    const { text, tooLong } = await readTextWithin(response.clone(), longest401, clock, withinMs)
    const body = tooLong ? undefined : parseJson(text)
    return typeof body === 'object' && body !== null
  } catch {
    return false
  }
}
