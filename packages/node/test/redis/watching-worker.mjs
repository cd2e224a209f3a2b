// A process that watches a record until it is told of changes, closes its own client and has nothing else to do.
import { setTimeout as sleep } from 'node:timers/promises'
import { sharedParts } from '../store/shared-parts.mjs'
import { say, settings } from '../store/worker-io.mjs'

const { store, close } = await sharedParts(settings)
store.watch('key', () => {})
while (!store.notifies('key')) await sleep(10)
say({ told: store.notifies('key') })
await close()
