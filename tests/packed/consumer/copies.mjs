// The ESM and the CommonJS copy of core in one process.
import { createRequire } from 'node:module'
import * as imported from '@looker-auth/core'

const required = createRequire(import.meta.url)('@looker-auth/core')
if (required.AuthError === imported.AuthError) throw new Error('expected two copies')
const settings = { baseUrl: 'https://looker.test' }
const error = await new imported.ApiAuthApi(settings).login().catch(reason => reason)
const isError = [imported, required].map(({ AuthError }) => AuthError.is(error))
const isOther = required.AuthError.is(new Error('x'))

/** What an endpoint of one copy throws for a session of the other. */
function refusal(ofSession, ofEndpoint) {
  const session = ofSession.createSession({ ...settings, token: 'a-token' })
  try {
    ofEndpoint.createTokenEndpoint({ session, userFor: () => null })
    return 'nothing'
  } catch (reason) {
    return [imported.AuthError.is(reason), reason.code, reason.message]
  }
}

console.log(
  JSON.stringify({
    errors: [...isError, isOther],
    refusals: [refusal(required, imported), refusal(imported, required)],
  }),
)
