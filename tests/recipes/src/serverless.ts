import type { Session } from '@looker-auth/core'

/** `looker` is made once for each instance, outside of the handler, with `background: false`. */
export function createHandler(looker: Session) {
  return {
    async fetch(_request: Request, _env: unknown, context: { waitUntil(work: Promise<unknown>): void }) {
      // A renewal that is due goes on after the response; without waitUntil this call would wait for it.
      const waitUntil = (work: Promise<unknown>) => context.waitUntil(work)
      return looker.as(789).fetch('/user', { waitUntil })
    },
  }
}
