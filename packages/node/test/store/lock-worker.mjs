// A process that runs tasks under locks: each says whether the lock was held, and goes on until it is told to end.
import { fileLock } from '@looker-auth/node'
import { listen, say, settings } from './worker-io.mjs'

const lock = fileLock(settings)
const ends = new Map()

listen(({ run, end, ...options }) => {
  if (end !== undefined) return ends.get(end)?.()
  const over = new Promise(resolve => ends.set(run, resolve))
  lock
    .run(run, options, held => {
      say({ key: run, held })
      return over
    })
    .then(() => say({ key: run, ended: true }))
})
say({ ready: true })
