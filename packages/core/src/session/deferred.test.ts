import { expect, it } from 'vitest'
import { unlessAborted } from './deferred.js'

it('work that fails after its signal was aborted is no unhandled rejection', async () => {
  const work = Promise.reject(new Error('failed'))
  // An unhandled rejection fails the run.
  await expect(unlessAborted(work, AbortSignal.abort('enough'))).rejects.toBe('enough')
})
