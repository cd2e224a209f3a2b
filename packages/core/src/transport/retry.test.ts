import { describe, expect, it } from 'vitest'
import { AuthError } from '../errors/auth-error.js'
import { simulatedClock } from '../testing/simulated-clock.js'
import { defaultRetry, withRetry } from './retry.js'

const highest = { fraction: () => 0.999_999, bytes: () => new Uint8Array() }
const busy = (retryAfterMs?: number) => new AuthError('rate_limited', { retryAfterMs })

function failing(...errors: unknown[]) {
  const clock = simulatedClock()
  const tries: number[] = []
  const attempt = async (): Promise<string> => {
    tries.push(clock.monotonic())
    const error = errors[tries.length - 1]
    if (error !== undefined) throw error
    return 'done'
  }
  return { clock, tries, attempt }
}

describe('withRetry', () => {
  it('tries again with a growing, drawn wait', async () => {
    const { clock, tries, attempt } = failing(new AuthError('unavailable'), new AuthError('network'))
    const result = withRetry(attempt, defaultRetry, { clock, random: highest })
    await clock.advance(10_000)
    expect(await result).toBe('done')
    expect(tries.map(Math.round)).toEqual([0, 250, 750])
    expect(clock.pendingTimers()).toBe(0)
  })

  it('never retries sooner than Retry-After says', async () => {
    const { clock, tries, attempt } = failing(busy(7000))
    const result = withRetry(attempt, defaultRetry, { clock, random: { ...highest, fraction: () => 0 } })
    await clock.advance(6999)
    expect(tries).toEqual([0])
    await clock.advance(1)
    expect(await result).toBe('done')
  })

  it('fails at once, with the wait, when Retry-After is longer than the bound', async () => {
    const { clock, tries, attempt } = failing(busy(11_000))
    const result = withRetry(attempt, defaultRetry, { clock, random: highest })
    await expect(result).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 11_000 })
    expect(tries).toEqual([0])
    expect(clock.pendingTimers()).toBe(0)
  })

  it('gives up after its attempts with the last error', async () => {
    const last = new AuthError('timeout')
    const { clock, tries, attempt } = failing(busy(), busy(), last)
    const result = expect(withRetry(attempt, defaultRetry, { clock, random: highest })).rejects.toBe(last)
    await clock.advance(10_000)
    await result
    expect(tries).toHaveLength(3)
  })

  it.each([new AuthError('bad_credentials'), new TypeError('not ours')])('does not retry %s', async error => {
    const { clock, tries, attempt } = failing(error)
    await expect(withRetry(attempt, defaultRetry, { clock, random: highest })).rejects.toBe(error)
    expect(tries).toEqual([0])
  })

  it('an abort ends the wait with its reason and leaves no timer', async () => {
    const { clock, tries, attempt } = failing(busy(5000))
    const abort = new AbortController()
    const result = withRetry(attempt, defaultRetry, { clock, random: highest }, abort.signal)
    await clock.advance(1000)
    abort.abort('left')
    await expect(result).rejects.toBe('left')
    expect(tries).toEqual([0])
    expect(clock.pendingTimers()).toBe(0)
  })
})

it('tries a closed port again, though the caller is told that something has to change', async () => {
  const closed = () => new AuthError('network', { retryable: false })
  const { clock, tries, attempt } = failing(closed(), closed())
  const outcome = withRetry(attempt, defaultRetry, { clock, random: highest })
  await clock.advance(5000)
  expect([await outcome, tries.length]).toEqual(['done', 3])
})
