// Every page of these tests runs this file, bundled for browsers as a user's page would be; the tests work with the `app` in it.

import type { Looker40SDK } from '@looker/sdk'
import { backendGrant, createSession, indexedDbStore, oauthGrant, shareTokens } from '@looker-auth/browser'
import { lookerSdk } from '@looker-auth/looker-sdk'

const { api: baseUrl = '', web: webUrl = '' } = document.documentElement.dataset
const sharing = shareTokens({ store: indexedDbStore() })
const redirectUri = `${location.origin}/signed-in`

async function open(): Promise<Looker40SDK> {
  if (location.pathname.startsWith('/backend')) {
    const grant = backendGrant({ url: '/looker-token', user: '789' })
    return lookerSdk(createSession({ baseUrl, sharing, grant }), { ownsSession: true })
  }
  const grant = oauthGrant({ clientId: 'app', redirectUri, webUrl })
  const looker = createSession({ baseUrl, sharing, grant })
  await looker.completeSignIn()
  document.querySelector('#sign-in')?.addEventListener('click', () => void looker.signIn())
  return lookerSdk(looker, { ownsSession: true })
}

const sdk = open()

const kit = {
  /** The id of the user that Looker answers as, or the code of the error. */
  async whoIs(): Promise<string> {
    const result = await (await sdk).me('id')
    return result.ok ? `user ${result.value.id}` : `${(result.error as { code?: string }).code}`
  },
  async signOut(): Promise<boolean> {
    return (await sdk).authSession.logout()
  },
  async binary(): Promise<string> {
    const result = await (await sdk).get<Blob, Error>('/picture')
    return result.ok ? `${result.value instanceof Blob} ${result.value.size}` : 'no answer'
  },
}

document.querySelector('#who-am-i')?.addEventListener('click', async () => {
  const place = document.querySelector('#who')
  if (place !== null) place.textContent = await kit.whoIs()
})
globalThis.app = kit

declare global {
  var app: typeof kit
}
