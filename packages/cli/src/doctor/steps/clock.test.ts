import { describe, expect, test } from 'vitest'
import type { Context } from '../step.js'
import { clockStep } from './clock.js'

const dateMs = Date.UTC(2026, 0, 1)

/** The request took `tookMs`, and was sent when this machine's clock was ahead of the server's by `aheadMs`. */
function run(aheadMs: number, tookMs = 0) {
  const sentAtMs = dateMs + aheadMs
  const serverTime = { dateMs, sentAtMs, receivedAtMs: sentAtMs + tookMs }
  return clockStep.run({ facts: { serverTime } } as Context)
}

describe('the clock step', () => {
  test('a difference of a second, or within the time of the request, is none', async () => {
    expect((await run(1999)).lines).toEqual(["This machine's clock and the server's agree."])
    expect((await run(-4000, 5000)).status).toBe('ok')
  })

  test('up to a minute is said, beyond it is a warning, beyond five minutes a failure', async () => {
    const statuses = await Promise.all([-60_000, -61_000, -300_000, -301_000].map(ms => run(ms)))
    expect(statuses.map(({ status }) => status)).toEqual(['ok', 'warning', 'warning', 'failed'])
    expect((await run(-90_000)).lines).toEqual(["This machine's clock is 1 minute behind the server's."])
    expect((await run(7_200_000 + 1000)).next).toContain("it is 2 hours ahead of the server's.")
  })

  test('is not run without a date', () => {
    expect(clockStep.skip?.({}, {} as Context)).toBe('the server did not send its date')
    expect(clockStep.skip?.({ blocked: 'the name could not be resolved' }, {} as Context)).toBe(
      'the name could not be resolved',
    )
  })
})
