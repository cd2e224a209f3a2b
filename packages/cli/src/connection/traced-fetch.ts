import type { Fetch } from '@looker-auth/node'
import { type Io, tell } from '../terminal/io.js'
import type { Style } from '../terminal/style.js'

/** Shows each request on stderr: method, address, status, time. Neither headers nor bodies, and of the query the names only. */
export function tracedFetch(fetch: Fetch, io: Io, style: Style): Fetch {
  return async (input, init) => {
    const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
    const line = `${method} ${shownAddress(input instanceof Request ? input.url : String(input))}`
    const startMs = performance.now()
    const took = (): string => `${Math.round(performance.now() - startMs)} ms`
    try {
      const response = await fetch(input, init)
      tell(io, style.dim(`> ${line}  ${response.status}  ${took()}`))
      return response
    } catch (error) {
      tell(io, style.dim(`> ${line}  failed: ${causeOf(error)}  ${took()}`))
      throw error
    }
  }
}

function shownAddress(address: string): string {
  const url = new URL(address)
  const names = [...new Set(url.searchParams.keys())].map(name => `${name}=...`)
  return `${url.origin}${url.pathname}${names.length === 0 ? '' : `?${names.join('&')}`}`
}

function causeOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: unknown }; name?: unknown }
  return String(cause?.code ?? name)
}
