import { getEmbedSDK } from '@looker/embed-sdk'

/** Shows a dashboard in an element of the page. */
export async function showDashboard(lookerHost: string, id: string, element: HTMLElement) {
  getEmbedSDK().initCookieless(lookerHost, '/looker-embed', '/looker-embed')
  return getEmbedSDK().createDashboardWithId(id).appendTo(element).build().connect()
}
