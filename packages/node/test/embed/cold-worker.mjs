// A server of an application that asks for an embed session of each of many users at once when told to, and says what it got.
import { createEmbedEndpoint, createSession } from '@looker-auth/core'
import { patientClock } from '../patient-clock.mjs'
import { sharedParts } from '../store/shared-parts.mjs'
import { heard, say, settings } from '../store/worker-io.mjs'

const { baseUrl, credentials, users, ...where } = settings
const { store, lock, close } = await sharedParts(where)
const errors = []
const endpoint = createEmbedEndpoint({
  session: createSession({ baseUrl, credentials, clock: patientClock() }),
  embedDomain: 'https://app.test',
  embedUserFor(request) {
    const id = request.headers.get('cookie')
    return { sessionId: `session of ${id}`, user: { externalUserId: id, sessionLength: 3600 } }
  },
  store,
  lock,
  encrypt: { current: { id: '1', key: new Uint8Array(32).fill(7) } },
  onError: error => errors.push(String(error)),
})
say({ ready: true })
await heard()
const answers = await Promise.all(
  Array.from({ length: users }, (_, at) => {
    const headers = { cookie: `user-${at}`, 'sec-fetch-site': 'same-origin', 'user-agent': 'Browser/1' }
    return endpoint(new Request('https://app.test/embed', { headers }))
  }),
)
const tokens = await Promise.all(answers.map(async answer => (await answer.json()).authentication_token))
await close()
say({ statuses: answers.map(({ status }) => status), tokens, errors })
