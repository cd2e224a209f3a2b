import type { PageText } from './page.js'

/** Looker's answer to a sign-in, as an address; the browser that brought it waits for its page. */
export interface Redirect {
  readonly address: URL
  show(page: PageText): Promise<void>
}

/** Whether an address is the answer to the sign-in that waits. */
export type IsAnswer = (address: URL) => boolean
