import { getEmbedSDK } from '@looker/embed-sdk'

/** Shows a dashboard in an element of the page. If the element goes away, abort the signal: other dashboards would wait for this one. */
export async function showDashboard(
  lookerHost: string,
  id: string,
  element: HTMLElement,
  signal?: AbortSignal,
) {
  getEmbedSDK().initCookieless(lookerHost, '/looker-embed', '/looker-embed')
  const dashboard = getEmbedSDK().createDashboardWithId(id).appendTo(element).build()
  return dashboard.connect({ waitUntilLoaded: true, ...(signal && { signal }) })
}
