// A process that signs in when told to, makes one call and ends by itself.
import { createSession } from '@looker-auth/core'
import { fileLock, fileStore } from '@looker-auth/node'
import { heard, say, settings } from './worker-io.mjs'

const { baseUrl, path, credentials } = settings
say({ ready: true })
await heard()
const events = []
const looker = createSession({
  baseUrl,
  credentials,
  store: fileStore({ path }),
  lock: fileLock({ path }),
  onEvent: event => events.push(event.type),
})
const response = await looker.fetch('/user')
const { id } = await response.json()
say({ id, events, holdingOpen: process.getActiveResourcesInfo().filter(name => name === 'Timeout') })
