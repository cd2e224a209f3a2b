import { describe, expect, it } from 'vitest'
import { deferred } from '../runtime/deferred.js'
import { settled, simulatedClock } from '../testing/simulated-clock.js'
import { Turns } from './turns.js'

function setUp() {
  const clock = simulatedClock()
  const turns = new Turns(clock)
  const began: string[] = []
  const run = (key: string) => {
    const end = deferred<void>()
    const ended = turns.run(key, () => {
      began.push(key)
      return end.promise
    })
    ended.catch(() => {})
    return { end, ended }
  }
  return { clock, began, run }
}

describe('Turns', () => {
  it('does the work of one key one after the other, also after work that failed', async () => {
    const { began, run } = setUp()
    const [first, second] = [run('a'), run('a')]
    run('b')
    await settled()
    expect(began).toEqual(['a', 'b'])
    first.end.reject(new Error('failed'))
    await settled()
    expect(began).toEqual(['a', 'b', 'a'])
    second.end.resolve()
    await second.ended
  })

  it('does the work of 64 keys at the same time, and the next when one of it has ended', async () => {
    const { began, run } = setUp()
    const all = Array.from({ length: 66 }, (_, at) => run(`key ${at}`))
    await settled()
    expect(began).toHaveLength(64)
    all[5]?.end.resolve()
    await settled()
    expect(began).toHaveLength(65)
  })

  it('rejects work that could not begin within 30 seconds, and gives its place to the next', async () => {
    const { clock, began, run } = setUp()
    const all = Array.from({ length: 65 }, (_, at) => run(`key ${at}`))
    await clock.advance(30_000)
    await expect(all[64]?.ended).rejects.toMatchObject({ code: 'unavailable' })
    all[0]?.end.resolve()
    await settled()
    expect(began).toHaveLength(64)
    run('next')
    await settled()
    expect(began.at(-1)).toBe('next')
  })

  it('gives away the places of work that never ended', async () => {
    const { clock, began, run } = setUp()
    for (let at = 0; at < 64; at++) run(`key ${at}`)
    await clock.advance(120_000)
    run('next')
    await settled()
    expect(began.at(-1)).toBe('next')
  })
})
