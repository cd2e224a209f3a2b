import { me } from '@looker/sdk/lib/esm/4.0/funcs.js'
import { Looker40SDKStream } from '@looker/sdk/lib/esm/4.0/streams.js'
import { backendGrant, createSession } from '@looker-auth/browser'
import { lookerAuthSession, lookerSdk } from '@looker-auth/looker-sdk'

const looker = createSession({
  baseUrl: 'https://looker.test',
  grant: backendGrant({ url: '/looker-token', user: '789' }),
})
globalThis.kit = { sdk: lookerSdk(looker), streams: new Looker40SDKStream(lookerAuthSession(looker)), me }
