// A process that signs in when told to, makes one call and ends by itself.
import { createSession, shareTokens } from '@looker-auth/core'
import { patientClock } from '../patient-clock.mjs'
import { sharedParts } from './shared-parts.mjs'
import { heard, say, settings } from './worker-io.mjs'

const { baseUrl, credentials, ...where } = settings
say({ ready: true })
await heard()
const events = []
const { store, lock, close } = await sharedParts(where)
const looker = createSession({
  ...{ baseUrl, credentials, sharing: shareTokens({ store, lock }), clock: patientClock() },
  onEvent: event => events.push(event.type),
})
const response = await looker.fetch('/user')
const { id } = await response.json()
await close()
// A store that tells may just have told: the look that follows has its bound, and ends by itself.
const timers = process.getActiveResourcesInfo().filter(name => name === 'Timeout')
const holdingOpen = store.watch === undefined ? timers : []
say({ id, events, holdingOpen })
