// A process that runs tasks under locks: each says whether the lock was held, and goes on until it is told to end. Told to stop
// waiting, it runs the others no more.
import { fileLock } from '@looker-auth/node'
import { listen, say, settings } from './worker-io.mjs'

const lock = fileLock(settings)
const ends = new Map()
let enough = new AbortController()

listen(({ run, end, stopWaiting, ...options }) => {
  if (end !== undefined) return ends.get(end)?.()
  if (stopWaiting) {
    enough.abort('enough')
    enough = new AbortController()
    return
  }
  const over = new Promise(resolve => ends.set(run, resolve))
  lock
    .run(run, { ...options, signal: enough.signal }, held => {
      say({ key: run, held })
      return over
    })
    .then(
      () => say({ key: run, ended: true }),
      reason => say({ key: run, gaveUp: reason }),
    )
})
say({ ready: true })
