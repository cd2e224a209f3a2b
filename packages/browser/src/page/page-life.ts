import { onPage, type PageGlobals } from './page-globals.js'

/**
 * Notifies of the moments after which a page may have slept while others signed out or renewed: it is hidden for good or put into the
 * back/forward cache, comes back from there, is resumed after it was frozen, becomes visible, or is online again. A session must then
 * read its store before it serves its token.
 *
 * @param target The page's globals. Where they have no events, as on Node, `revalidate` is never called.
 * @returns A function that starts to call `revalidate`, and returns how to end that. `revalidate` is called before the page's own
 * listeners, so that it has run when they make a call; it must not wait and not throw.
 */
export function pageLife(target: PageGlobals = globalThis): (revalidate: () => void) => () => void {
  return revalidate => {
    const always = (): void => revalidate()
    return onPage(target, {
      // Also when the page is put away, so that the first call after its return reads the store.
      pagehide: always,
      pageshow: event => {
        if ((event as PageTransitionEvent).persisted) revalidate()
      },
      resume: always,
      visibilitychange: () => {
        if (target.document?.visibilityState === 'visible') revalidate()
      },
      online: always,
    })
  }
}
