// A process that watches a record until it is subscribed, closes its own client and has nothing else to do.
import { sharedParts } from '../store/shared-parts.mjs'
import { say, settings } from '../store/worker-io.mjs'

const { store, close } = await sharedParts(settings)
await new Promise(resolve => {
  store.watch('key', resolve)
})
say({ watches: true })
await close()
