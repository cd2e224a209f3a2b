import { type Check, type Fields, oneOf } from '../input/check'

/** What a port serves: Looker's API, its web pages (/auth and embedded ones), or both. */
export type Serving = 'api' | 'web' | 'both'

export const servesApi = (serving: Serving): boolean => serving !== 'web'
export const servesWeb = (serving: Serving): boolean => serving !== 'api'

const WEB = /^\/(auth$|login\/embed\/|embed\/)/

/** Whether a path leads anywhere on such a port. /versions and /alive are on all. */
export function isServed(path: string, serving: Serving): boolean {
  if (WEB.test(path)) return servesWeb(serving)
  return servesApi(serving) || !/^\/(api\/|login$)/.test(path)
}

const HOST_NAME = /^[a-z\d]([a-z\d._-]*[a-z\d])?\.?$/i
// Two colons at least, so that no name with a port is taken for one.
const IPV6 = /^[\da-f]*:[\da-f:.]*:[\da-f.]*(%[a-z\d]+)?$/i

/** Where to listen. An empty host would stand for every address of the machine. */
export const aHost: Check = value =>
  typeof value === 'string' && (HOST_NAME.test(value) || IPV6.test(value))
    ? undefined
    : 'must be a host name or an IP address, such as 127.0.0.1'

/** The options of `listen` that Node would not refuse. */
export const LISTEN_FIELDS: Fields = {
  serve: { check: oneOf('api', 'web', 'both') },
  host: { check: aHost },
}

/** The ports that are open, as far as the emulator opened them itself. */
export class Places {
  readonly #open = new Set<{ readonly serving: Serving; readonly url: string }>()

  /** Notes an open port; what it returns, that it was closed. */
  open(serving: Serving, url: string): () => void {
    const place = { serving, url }
    this.#open.add(place)
    return () => this.#open.delete(place)
  }

  /** Where the API and the web pages are, for who asks at `origin`. A half that no port serves is said to be at `origin`. */
  urlsFor(origin: string, serving: Serving): { readonly api: string; readonly web: string } {
    const latest = (serves: (serving: Serving) => boolean) =>
      [...this.#open].filter(place => serves(place.serving)).at(-1)?.url ?? origin
    return {
      api: servesApi(serving) ? origin : latest(servesApi),
      web: servesWeb(serving) ? origin : latest(servesWeb),
    }
  }
}
