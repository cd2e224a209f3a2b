import { LookerNodeSDK } from '@looker/sdk-node'
import { ApiSettings } from '@looker/sdk-rtl'
import { createSession } from '@looker-auth/core'
import { lookerSdk } from '@looker-auth/looker-sdk'
import { createSession as createNodeSession, nodeFetch } from '@looker-auth/node'
import { fetch as crossFetch } from 'cross-fetch'

/** Sends one request for `/user` and reads the answer as JSON. */
export type Send = () => Promise<unknown>

const credentials = { clientId: 'bench', clientSecret: 'bench' }

/** Each with a warm token; the ones that only fetch have it set by hand. */
export const senders: Readonly<Record<string, (baseUrl: string) => Send>> = {
  native: baseUrl => byHand(fetch, baseUrl),
  session(baseUrl) {
    const session = createNodeSession({ baseUrl, ...credentials, env: {}, iniPath: false })
    return async () => (await session.fetch('/user')).json()
  },
  nodeFetch: baseUrl => byHand(nodeFetch(), baseUrl),
  coreSession(baseUrl) {
    const session = createSession({ baseUrl, credentials, background: true })
    return async () => (await session.fetch('/user')).json()
  },
  crossFetch: baseUrl => byHand(crossFetch as typeof fetch, baseUrl),
  sdk(baseUrl) {
    const sdk = officialSdk(baseUrl)
    return () => sdk.ok(sdk.get('/user'))
  },
  sdkOnSession(baseUrl) {
    const sdk = sdkOnSession(baseUrl)
    return () => sdk.ok(sdk.get('/user'))
  },
  sdkMe(baseUrl) {
    const sdk = officialSdk(baseUrl)
    return () => sdk.ok(sdk.me())
  },
  sdkMeOnSession(baseUrl) {
    const sdk = sdkOnSession(baseUrl)
    return () => sdk.ok(sdk.me())
  },
}

function officialSdk(baseUrl: string) {
  const settings = new ApiSettings({ base_url: baseUrl })
  settings.readConfig = () => ({ client_id: 'bench', client_secret: 'bench' })
  return LookerNodeSDK.init40(settings)
}

function sdkOnSession(baseUrl: string) {
  return lookerSdk(createNodeSession({ baseUrl, ...credentials, env: {}, iniPath: false }))
}

function byHand(send: (url: string, init: RequestInit) => Promise<Response>, baseUrl: string): Send {
  const url = `${baseUrl}/api/4.0/user`
  const authorization = `token ${'a'.repeat(40)}`
  return async () => (await send(url, { headers: { authorization } })).json()
}
