import { type Clock, type Fetch, pageFetch, systemClock } from '@looker-auth/browser'

/** What the demo puts in the place of the platform's own. */
export interface Seams {
  readonly clock: Clock
  readonly toLooker: Fetch
  readonly toServer: Fetch
}

/**
 * @param aheadMs How far Looker's time is ahead of this machine's.
 * @param offline Whether nothing leaves the page.
 */
export function createSeams(aheadMs: () => number, offline: () => boolean): Seams {
  const system = systemClock()
  const unlessOffline =
    (fetch: Fetch): Fetch =>
    async (input, init) => {
      if (offline()) throw new TypeError('Failed to fetch')
      return fetch(input, init)
    }
  return {
    clock: {
      ...system,
      now: () => system.now() + aheadMs(),
      monotonic: () => system.monotonic() + aheadMs(),
    },
    toLooker: unlessOffline(pageFetch()),
    toServer: unlessOffline((input, init) => globalThis.fetch(input, init)),
  }
}
