import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { AbortListeners } from './abort-listeners.js'

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, 'abort').length

describe('AbortListeners', () => {
  it('adds one listener to a signal for 10,000 calls, and removes it with the last of them', () => {
    const listeners = new AbortListeners()
    const { signal } = new AbortController()
    const ends = Array.from({ length: 10_000 }, () => listeners.add(signal, () => {}))
    expect(listenersOf(signal)).toBe(1)
    const last = ends.pop()
    for (const end of ends) end()
    expect(listenersOf(signal)).toBe(1)
    last?.()
    expect(listenersOf(signal)).toBe(0)
  })

  it('notifies each call of the abort once, in the order they came, but none that has ended', () => {
    const listeners = new AbortListeners()
    const controller = new AbortController()
    const told: number[] = []
    const ends = [0, 1, 2, 3].map(at => listeners.add(controller.signal, () => told.push(at)))
    ends[1]?.()
    listeners.add(controller.signal, () => ends[3]?.())
    controller.abort()
    expect(told).toEqual([0, 2, 3])
    expect(listenersOf(controller.signal)).toBe(0)
  })

  it('an end that is called again ends nobody else’s call', () => {
    const listeners = new AbortListeners()
    const controller = new AbortController()
    const end = listeners.add(controller.signal, () => {})
    end()
    let told = 0
    listeners.add(controller.signal, () => told++)
    end()
    controller.abort()
    expect(told).toBe(1)
  })

  it('work that fails after its signal was aborted is no unhandled rejection', async () => {
    const work = Promise.reject(new Error('failed'))
    // An unhandled rejection fails the run.
    const waiting = new AbortListeners().unlessAborted(work, AbortSignal.abort('enough'))
    await expect(waiting).rejects.toBe('enough')
  })
})
