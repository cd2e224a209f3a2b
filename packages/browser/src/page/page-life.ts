import { onPage, type PageGlobals } from './page-globals.js'

/**
 * Tells of the moments after which a page may have slept while others signed out or renewed: it is hidden for good or put into the
 * back/forward cache, comes back from there, is resumed after it was frozen, becomes visible, or is online again. Whoever holds a
 * token must then read its store before serving it.
 *
 * @param target The page's globals. Where they have no events, as on Node, nothing is ever told.
 * @returns What begins to call `revalidate`, and answers how to end that. `revalidate` is called before the page's own listeners, so that
 * a call that they make finds it done; it must not wait and not throw.
 */
export function pageLife(target: PageGlobals = globalThis): (revalidate: () => void) => () => void {
  return revalidate => {
    const always = (): void => revalidate()
    return onPage(target, {
      // Also when it is put away: whatever comes first on its return then finds the store unread.
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
