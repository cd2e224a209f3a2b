import { AuthError, type Fetch } from '@looker-auth/core'

/** What browsers say where they show nothing of an answer, or got none. */
const blocked = /^(?:failed to fetch|networkerror|load failed)/i

/**
 * The same fetch. Where the browser shows a page nothing of an answer from another origin, the error is still the platform's own;
 * its `cause` is an AuthError that names the usual reason, which the browser does not tell the page: Looker does not allow its origin.
 *
 * @param page Default: the page's own globals.
 */
export function explainFailures(
  fetch: Fetch,
  page: { readonly location?: { readonly origin: string } | undefined } = globalThis,
): Fetch {
  return async (input, init) => {
    try {
      return await fetch(input, init)
    } catch (error) {
      const from = page.location?.origin
      if (from !== undefined) explain(error, originOf(input, from), from)
      throw error
    }
  }
}

function explain(error: unknown, to: string | undefined, from: string): void {
  if (!(error instanceof TypeError) || !blocked.test(error.message) || !Object.isExtensible(error)) return
  if (to === undefined || to === from || error.cause !== undefined) return
  const value = new AuthError('network', {
    message: `The browser shows this page no answer from ${to}.`,
    hint: `If ${to}/alive opens in the browser, Looker does not allow this page: add ${from} to the embedded domain allowlist in Looker (Admin, Embed). Else check the connection and base_url.`,
  })
  Object.defineProperty(error, 'cause', { value, configurable: true, writable: true })
}

function originOf(input: string | URL | Request, base: string): string | undefined {
  const url = input instanceof Request ? input.url : String(input)
  return URL.canParse(url, base) ? new URL(url, base).origin : undefined
}
