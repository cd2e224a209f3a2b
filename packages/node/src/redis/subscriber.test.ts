import { settled, simulatedClock } from '@looker-auth/core/testing'
import { expect, it } from 'vitest'
import type { Line, LineEvents } from './line.js'
import { Subscriber } from './subscriber.js'

/** Lines that do as a test says. */
class ScriptedLine implements Line {
  readonly ready: Promise<void>
  readonly subscribed: string[] = []
  answers = true
  closed = false

  constructor(
    readonly events: LineEvents,
    opens: boolean,
  ) {
    this.ready = opens ? Promise.resolve() : new Promise(() => {})
  }
  #answer = (): Promise<void> => (this.answers ? Promise.resolve() : new Promise(() => {}))
  async subscribe(channels: string[]): Promise<void> {
    this.subscribed.push(...channels)
    await this.#answer()
  }
  async unsubscribe(channels: string[]): Promise<void> {
    for (const name of channels) this.subscribed.splice(this.subscribed.indexOf(name), 1)
    await this.#answer()
  }
  ping = () => this.#answer()
  close(): void {
    this.closed = true
    this.events.lost()
  }
}

function scene({ opens = () => true }: { readonly opens?: (index: number) => boolean } = {}) {
  const clock = simulatedClock()
  const lines: ScriptedLine[] = []
  const openLine = (events: LineEvents): Line => {
    const line = new ScriptedLine(events, opens(lines.length))
    lines.push(line)
    return line
  }
  const subscriber = new Subscriber(openLine, (callback, delayMs) => clock.setTimer(callback, delayMs))
  const calls: string[] = []
  const watch = (name: string) => subscriber.watch(name, () => calls.push(name))
  return { clock, lines, subscriber, calls, watch }
}

it('those who begin to watch in one turn share a line and a command, and are called once it tells', async () => {
  const { lines, subscriber, calls, watch } = scene()
  watch('a')
  watch('b')
  expect(subscriber.tells('a')).toBe(false)
  await settled()
  expect(lines.map(({ subscribed }) => subscribed)).toEqual([['a', 'b']])
  expect([subscriber.tells('a'), subscriber.tells('b'), calls]).toEqual([true, true, ['a', 'b']])
  lines[0]?.events.message('b')
  expect(calls).toEqual(['a', 'b', 'b'])
})

it('a line that does not answer a ping is given up: listeners are called, and again once another one tells', async () => {
  const { clock, lines, subscriber, calls, watch } = scene()
  watch('a')
  await settled()
  await clock.advance(60_000)
  expect([lines.length, calls.length]).toEqual([1, 1])
  if (lines[0] !== undefined) lines[0].answers = false
  await clock.advance(7000)
  expect(lines[0]?.closed).toBe(true)
  await clock.advance(100)
  expect([lines.length, subscriber.tells('a'), calls.length]).toEqual([2, true, 3])
})

it('a line that never becomes ready is closed before another is opened, ever more slowly', async () => {
  const { clock, lines, subscriber, calls, watch } = scene({ opens: index => index === 5 })
  watch('a')
  await clock.advance(60_000)
  expect(lines.map(({ closed }) => closed)).toEqual([true, true, true, true, true, false])
  expect([subscriber.tells('a'), calls]).toEqual([true, ['a']])
})

it('a watch that ends and begins anew, as at each renewal, keeps line and subscription', async () => {
  const { clock, lines, subscriber, calls, watch } = scene()
  let end = watch('a')
  await settled()
  for (let renewal = 0; renewal < 5; renewal++) {
    end()
    end = watch('a')
    await clock.advance(60_000)
  }
  expect([lines.length, lines[0]?.subscribed, subscriber.tells('a'), calls]).toEqual([1, ['a'], true, ['a']])
  end()
  await clock.advance(2000)
  expect([lines[0]?.closed, subscriber.tells('a')]).toEqual([true, false])
})

it('what nobody watches any more is unsubscribed, and nobody is called for it', async () => {
  const { clock, lines, calls, watch } = scene()
  watch('a')
  const end = watch('b')
  await settled()
  end()
  end()
  lines[0]?.events.message('b')
  await clock.advance(2000)
  expect([lines[0]?.subscribed, lines[0]?.closed, calls]).toEqual([['a'], false, ['a', 'b']])
})

it('a line that is lost while it subscribes leaves nobody told', async () => {
  const { clock, lines, subscriber, watch } = scene()
  watch('a')
  await settled()
  if (lines[0] !== undefined) lines[0].answers = false
  watch('b')
  await settled()
  lines[0]?.events.lost()
  expect([subscriber.tells('a'), subscriber.tells('b')]).toEqual([false, false])
  await clock.advance(10_000)
  expect([subscriber.tells('a'), subscriber.tells('b')]).toEqual([true, true])
})
