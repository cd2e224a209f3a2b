import { describe, expect, test } from 'vitest'
import { onDemand } from './on-demand'

describe('a part that is loaded on demand', () => {
  test('is loaded once for all who come before it is there, and then answers without waiting', async () => {
    let loads = 0
    const part = onDemand(async () => ({ load: ++loads }))
    expect([part.ready, loads]).toEqual([undefined, 0])
    const both = await Promise.all([part.get(), part.get()])
    expect(both).toEqual([{ load: 1 }, { load: 1 }])
    expect(part.ready).toBe(both[0])
    expect(part.get()).toBe(both[0])
  })

  test('is loaded again by the next call after a failure, which all who waited hear of', async () => {
    const cause = new Error('EMFILE')
    let loads = 0
    const part = onDemand(async () => {
      loads++
      if (loads === 1) throw cause
      return 'here'
    })
    const failed = await Promise.allSettled([part.get(), part.get()])
    expect(failed).toMatchObject([1, 2].map(() => ({ reason: { code: 'configuration', cause } })))
    expect(await part.get()).toBe('here')
    expect(loads).toBe(2)
  })

  test('that a bundle cannot require says what to do with the bundle', async () => {
    const part = onDemand(() => Promise.reject(new Error('Dynamic require of "stream" is not supported')))
    await expect(part.get()).rejects.toMatchObject({ hint: expect.stringContaining('bundled as ESM') })
  })
})
