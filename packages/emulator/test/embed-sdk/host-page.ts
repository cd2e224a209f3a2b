// The page of an application that embeds dashboards by the official SDK, bundled for browsers.

import { getEmbedSDK } from '@looker/embed-sdk'

const post = async (path: string, body?: unknown) =>
  (await fetch(path, { method: 'POST', body: JSON.stringify(body ?? {}) })).json()

const query = new URLSearchParams(location.search)
const events: unknown[] = []
Object.assign(window, { events })
const note = (event: unknown) => events.push(event)

const sdk = getEmbedSDK()
sdk.initCookieless(
  query.get('looker') ?? '',
  () => post('/acquire'),
  tokens => post('/generate', tokens),
)
const connection = await sdk
  .createDashboardWithId(query.get('dashboard') ?? '')
  .appendTo('#frame')
  .on('page:changed', note)
  .on('dashboard:loaded', note)
  .on('dashboard:run:complete', note)
  .on('session:status', note)
  .build()
  .connect({ waitUntilLoaded: true })
Object.assign(window, { runAgain: () => connection.asDashboardConnection().run() })
