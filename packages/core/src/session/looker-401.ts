import { parseJson } from '../protocol/access-token.js'
import type { AuthCalls } from '../transport/auth-calls.js'
import { readText } from '../transport/read-text.js'

/** A 401 of Looker's is short; more than this is not read. */
const longest401 = 65_536

/**
 * Whether Looker's API said it, in JSON, rather than something that stands in between. The caller can still read it. A
 * body that breaks off, or takes longer than an answer may, is not Looker's.
 */
export async function isLookers401(response: Response, { clock, transport }: AuthCalls): Promise<boolean> {
  if (!/\bjson\b/i.test(response.headers.get('content-type') ?? '')) return false
  const { timeoutMs } = transport
  const tooLate = new AbortController()
  const cancel = timeoutMs > 0 ? clock.setTimer(() => tooLate.abort(), timeoutMs) : () => {}
  try {
    const body = parseJson((await readText(response.clone(), longest401, tooLate.signal)).text)
    return typeof body === 'object' && body !== null
  } catch {
    return false
  } finally {
    cancel()
  }
}
