import type { Fetch } from '@looker-auth/node'
import type { Mask } from './mask'

/** Counts requests that are alike, where listing each would hide what matters. */
export interface Tally {
  readonly fetch: Fetch
  /** What was sent since the last time, in the order of sending, as `100 x GET /api/4.0/user  200`. */
  take(): string[]
}

/** Each token that is sent is hidden by the mask from then on. */
export function createTally(inner: Fetch, mask: Mask): Tally {
  const seen = new Map<string, { first: number; count: number }>()
  let sent = 0
  return {
    async fetch(input, init) {
      const order = sent++
      const { pathname } = new URL(input instanceof Request ? input.url : String(input))
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
      mask.header('authorization', headers.get('authorization') ?? '')
      const response = await inner(input, init)
      const line = `${init?.method ?? 'GET'} ${pathname}  ${response.status}`
      const { first, count } = seen.get(line) ?? { first: order, count: 0 }
      seen.set(line, { first: Math.min(first, order), count: count + 1 })
      return response
    },
    take() {
      const lines = [...seen].sort(([, a], [, b]) => a.first - b.first)
      seen.clear()
      return lines.map(([line, { count }]) => `${count} x ${line}`)
    },
  }
}
