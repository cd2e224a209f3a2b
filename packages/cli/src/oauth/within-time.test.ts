import { describe, expect, it } from 'vitest'
import { firstWithinTime } from './within-time.js'

const never = new Promise<never>(() => {})

describe('firstWithinTime()', () => {
  it('gives the first answer', async () => {
    const { signal } = new AbortController()
    expect(await firstWithinTime([never, Promise.resolve('pasted')], signal, 60_000)).toBe('pasted')
  })

  it('ends with timeout and the next step when no answer comes', async () => {
    const { signal } = new AbortController()
    await expect(firstWithinTime([never], signal, 1)).rejects.toMatchObject({
      code: 'timeout',
      hint: expect.stringContaining('Run the command again'),
    })
  })

  it('ends when the user does, also when that was before', async () => {
    const interruption = new AbortController()
    const waiting = firstWithinTime([never], interruption.signal, 60_000)
    interruption.abort(new Error('SIGINT'))
    await expect(waiting).rejects.toThrow('SIGINT')
    await expect(firstWithinTime([never], interruption.signal, 60_000)).rejects.toThrow('SIGINT')
  })
})
