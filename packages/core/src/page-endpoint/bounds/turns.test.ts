import { describe, expect, it } from 'vitest'
import { deferred } from '../../runtime/deferred.js'
import { settled, simulatedClock } from '../../testing/simulated-clock.js'
import { Turns } from './turns.js'

function setUp() {
  const clock = simulatedClock()
  const turns = new Turns(clock)
  const began: string[] = []
  const run = (key: string, name = key) => {
    const end = deferred<void>()
    const ended = turns.run({ recordKey: name, sessionKey: key }, () => {
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

  it('does the work of 8 keys of one application session at the same time, and leaves the rest to others', async () => {
    const { began, run } = setUp()
    const all = Array.from({ length: 80 }, (_, at) => run(`key ${at}`, 'a'))
    run('other', 'b')
    await settled()
    expect(began).toEqual([...Array.from({ length: 8 }, (_, at) => `key ${at}`), 'other'])
    all[3]?.end.resolve()
    await settled()
    expect(began.at(-1)).toBe('key 8')
  })

  it('does not begin with the work of a key while the one before is done, though another one gave up waiting', async () => {
    const { clock, began, run } = setUp()
    const first = run('a')
    const second = run('a')
    await clock.advance(30_000)
    await expect(second.ended).rejects.toMatchObject({ code: 'unavailable' })
    run('a')
    await settled()
    expect(began).toEqual(['a'])
    first.end.resolve()
    await settled()
    expect(began).toEqual(['a', 'a'])
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
