import { settled, simulatedClock } from '@looker-auth/core/testing'
import { expect, it } from 'vitest'
import type { Line, LineEvents } from './line.js'
import { Subscriber } from './subscriber.js'

/** Lines that do as a test says. */
class ScriptedLine implements Line {
  readonly ready: Promise<void>
  readonly subscribed: string[] = []
  answers = true
  passesOn = true
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
  close(): void {
    this.closed = true
    this.events.lost()
  }
}

interface SceneInit {
  readonly opens?: (index: number) => boolean
  readonly passesOn?: (index: number) => boolean
  readonly publish?: () => Promise<unknown>
}

function scene({ opens = () => true, passesOn = () => true, publish = async () => {} }: SceneInit = {}) {
  const clock = simulatedClock()
  const lines: ScriptedLine[] = []
  const openLine = (events: LineEvents): Line => {
    const line = new ScriptedLine(events, opens(lines.length))
    line.passesOn = passesOn(lines.length)
    lines.push(line)
    return line
  }
  const pulse = {
    channel: () => 'beat',
    async publish(channel: string) {
      await publish()
      for (const { closed, passesOn, events, subscribed } of lines)
        if (!closed && passesOn && subscribed.includes(channel)) events.message(channel)
    },
  }
  const subscriber = new Subscriber(openLine, pulse, (callback, delayMs) => clock.setTimer(callback, delayMs))
  const calls: string[] = []
  const watch = (name: string) => subscriber.watch(name, () => calls.push(name))
  return { clock, lines, subscriber, calls, watch }
}

it('those who begin to watch in one turn share a line and a command, and are called once it notifies', async () => {
  const { lines, subscriber, calls, watch } = scene()
  watch('a')
  watch('b')
  expect(subscriber.notifies('a')).toBe(false)
  await settled()
  expect(lines.map(({ subscribed }) => subscribed)).toEqual([['beat', 'a', 'b']])
  expect([subscriber.notifies('a'), subscriber.notifies('b'), calls]).toEqual([true, true, ['a', 'b']])
  lines[0]?.events.message('b')
  expect(calls).toEqual(['a', 'b', 'b'])
})

it('a line that passes nothing on, though it answers, is given up: listeners are called, and again once another one notifies', async () => {
  const { clock, lines, subscriber, calls, watch } = scene()
  watch('a')
  await settled()
  await clock.advance(60_000)
  expect([lines.length, calls.length]).toEqual([1, 1])
  if (lines[0] !== undefined) lines[0].passesOn = false
  await clock.advance(5000)
  expect(lines[0]?.closed).toBe(true)
  await clock.advance(100)
  expect([lines.length, subscriber.notifies('a'), calls.length]).toEqual([2, true, 3])
})

it('a line that never becomes ready is closed before another is opened, ever more slowly', async () => {
  const { clock, lines, subscriber, calls, watch } = scene({ opens: index => index === 5 })
  watch('a')
  await clock.advance(60_000)
  expect(lines.map(({ closed }) => closed)).toEqual([true, true, true, true, true, false])
  expect([subscriber.notifies('a'), calls]).toEqual([true, ['a']])
})

it('a watch that ends and begins again, as at each renewal, keeps line and subscription', async () => {
  const { clock, lines, subscriber, calls, watch } = scene()
  let end = watch('a')
  await settled()
  for (let renewal = 0; renewal < 5; renewal++) {
    end()
    end = watch('a')
    await clock.advance(60_000)
  }
  expect([lines.length, lines[0]?.subscribed, subscriber.notifies('a'), calls]).toEqual([
    ...[1, ['beat', 'a'], true, ['a']],
  ])
  end()
  await clock.advance(2000)
  expect([lines[0]?.closed, subscriber.notifies('a')]).toEqual([true, false])
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
  expect([lines[0]?.subscribed, lines[0]?.closed, calls]).toEqual([['beat', 'a'], false, ['a', 'b']])
})

it('a line that is lost while it subscribes notifies no listener', async () => {
  const { clock, lines, subscriber, watch } = scene()
  watch('a')
  await settled()
  if (lines[0] !== undefined) lines[0].answers = false
  watch('b')
  await settled()
  lines[0]?.events.lost()
  expect([subscriber.notifies('a'), subscriber.notifies('b')]).toEqual([false, false])
  await clock.advance(10_000)
  expect([subscriber.notifies('a'), subscriber.notifies('b')]).toEqual([true, true])
})

it('a line that never passed anything on notifies no listener', async () => {
  const { clock, lines, subscriber, calls, watch } = scene({ passesOn: index => index === 2 })
  watch('a')
  await clock.advance(2100)
  expect([lines.length, subscriber.notifies('a'), calls]).toEqual([2, false, []])
  await clock.advance(2100)
  expect([lines.length, subscriber.notifies('a'), calls]).toEqual([3, true, ['a']])
})

it('where a message cannot be published at one place, as while a part of a cluster is away, another is tried', async () => {
  let places = 0
  const publish = async () => {
    if (++places % 3 !== 0) throw new Error('CLUSTERDOWN Hash slot not served')
  }
  const { clock, lines, subscriber, watch } = scene({ publish })
  watch('a')
  await clock.advance(60_000)
  expect([lines.length, subscriber.notifies('a')]).toEqual([1, true])
})

it('without the right to the channels another line is tried once a minute, not every few seconds', async () => {
  const { clock, lines, watch } = scene({ publish: () => Promise.reject(new Error('NOPERM no permissions')) })
  watch('a')
  await clock.advance(300_000)
  expect(lines.length).toBeGreaterThan(4)
  expect(lines.length).toBeLessThan(12)
})

it('what was let go while it was being subscribed is unsubscribed afterwards', async () => {
  const { clock, lines, watch } = scene()
  watch('a')
  await settled()
  const [line] = lines
  if (line === undefined) throw new Error('unreachable')
  let subscribed = (): void => {}
  const subscribe = line.subscribe.bind(line)
  line.subscribe = async channels => {
    await subscribe(channels)
    await new Promise<void>(resolve => {
      subscribed = resolve
    })
  }
  const end = watch('b')
  await settled()
  end()
  await clock.advance(1500)
  subscribed()
  await settled()
  expect(line.subscribed).toEqual(['beat', 'a'])
})
