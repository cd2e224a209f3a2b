// A process without a lock that makes a call each time it is told to, and says as whom and with which token.
import { createHash } from 'node:crypto'
import { createSession, shareTokens } from '@looker-auth/core'
import { patientClock } from '../patient-clock.mjs'
import { sharedParts } from '../store/shared-parts.mjs'
import { listen, say, settings } from '../store/worker-io.mjs'

const { baseUrl, credentials, ...where } = settings
const { store } = await sharedParts(where)
const used = new Set()
const looker = createSession({
  baseUrl,
  credentials,
  sharing: shareTokens({ store }),
  clock: patientClock(),
  fetch(input, init) {
    const token = new Headers(init?.headers).get('authorization')
    if (token !== null && init.method !== 'DELETE') used.add(createHash('sha256').update(token).digest('hex'))
    return fetch(input, init)
  },
})
listen(async () => {
  used.clear()
  const response = await looker.fetch('/user')
  const { id } = await response.json()
  say({ id, used: [...used] })
})
say({ ready: true })
