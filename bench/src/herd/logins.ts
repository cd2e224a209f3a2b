import { LookerNodeSDK, NodeSession } from '@looker/sdk-node'
import { ApiSettings } from '@looker/sdk-rtl'
import { lookerSdk } from '@looker-auth/looker-sdk'
import { createSession } from '@looker-auth/node'
import { memoize } from '@smithy/property-provider'
import { OAuth2Client } from 'google-auth-library'
import { createTokenCycler } from '../token/azure-cycler'

/** A caller that wants a token, by its number. */
export type Caller = (index: number) => Promise<unknown>

/** An admin of the emulator; nothing in it is secret. */
const clientId = 'lookeremulatoradmin1'
const clientSecret = 'lookeremulatorsecret0001'

/** Each begins cold: no token, no connection. */
export const callers: Readonly<Record<string, (baseUrl: string, users: number) => Caller>> = {
  session(baseUrl) {
    const session = ours(baseUrl)
    return () => session.token()
  },
  sudo(baseUrl) {
    const session = ours(baseUrl)
    return () => session.as(firstUser).token()
  },
  users(baseUrl, users) {
    const session = ours(baseUrl)
    return index => session.as(firstUser + (index % users)).token()
  },
  smithy(baseUrl) {
    const provider = memoize(
      () => login(baseUrl),
      ({ expiresOnTimestamp }) => expiresOnTimestamp - Date.now() < 300_000,
    )
    return () => provider()
  },
  azure(baseUrl) {
    const cycler = createTokenCycler({ getToken: () => login(baseUrl) })
    const scopes = ['bench']
    return () => cycler(scopes, {})
  },
  google(baseUrl) {
    const oauth2TokenUrl = `${baseUrl}/api/4.0/login`
    const client = new OAuth2Client({ clientId, clientSecret, endpoints: { oauth2TokenUrl } })
    client.setCredentials({ refresh_token: 'bench' })
    return () => client.getAccessToken()
  },
  sdk(baseUrl) {
    const session = new NodeSession(settingsOf(baseUrl))
    return () => session.getToken()
  },
  sdkMe(baseUrl) {
    const sdk = LookerNodeSDK.init40(settingsOf(baseUrl))
    return () => sdk.ok(sdk.me())
  },
  sdkMeOnSession(baseUrl) {
    const sdk = lookerSdk(ours(baseUrl))
    return () => sdk.ok(sdk.me())
  },
}

function settingsOf(baseUrl: string): ApiSettings {
  const settings = new ApiSettings({ base_url: baseUrl })
  settings.readConfig = () => ({ client_id: clientId, client_secret: clientSecret })
  return settings
}

/** The first of the emulated users that are no admin. */
export const firstUser = 1000

function ours(baseUrl: string) {
  return createSession({ baseUrl, clientId, clientSecret, env: {}, iniPath: false })
}

async function login(baseUrl: string) {
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret })
  const response = await fetch(`${baseUrl}/api/4.0/login`, { method: 'POST', body })
  const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number }
  return { token: access_token, expiresOnTimestamp: Date.now() + expires_in * 1000 }
}
