import { type DashboardEvent, getEmbedSDK, type SessionStatus } from '@looker/embed-sdk'

/** What a frame shows. */
export interface FrameEvents {
  /** A dashboard, by its title. */
  loaded(title: string): void
  status(status: SessionStatus): void
}

/** All that the page has to do with embedding: a dashboard in an element, with the official client. */
export async function showDashboard(
  webUrl: string,
  tokensUrl: string,
  id: string,
  element: HTMLElement,
  { loaded, status }: FrameEvents,
): Promise<void> {
  const sdk = getEmbedSDK()
  // What it knows of a former frame.
  sdk.clearSession()
  element.replaceChildren()
  sdk.initCookieless(webUrl, tokensUrl, tokensUrl)
  await sdk
    .createDashboardWithId(id)
    .appendTo(element)
    .withAriaLabel('Embedded dashboard')
    .on('dashboard:loaded', ({ dashboard }: DashboardEvent) => loaded(dashboard.title))
    .on('session:status', status)
    .build()
    .connect()
}
