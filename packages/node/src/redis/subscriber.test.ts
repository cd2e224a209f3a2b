import { settled, simulatedClock } from '@looker-auth/core/testing'
import { expect, it } from 'vitest'
import type { Line, LineEvents } from './line.js'
import { Subscriber } from './subscriber.js'

/** Lines that do as a test says. */
class ScriptedLine implements Line {
  readonly ready: Promise<void>
  readonly subscribed: string[] = []
  answers = true
  refuses = false
  closed = false

  constructor(
    readonly events: LineEvents,
    opens: boolean,
  ) {
    this.ready = opens ? Promise.resolve() : new Promise(() => {})
  }
  #answer = (): Promise<void> => (this.answers ? Promise.resolve() : new Promise(() => {}))
  async subscribe(channels: string[]): Promise<void> {
    if (this.refuses) throw new Error('NOPERM no permissions')
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
  readonly refuses?: boolean
}

function scene({ opens = () => true, refuses = false }: SceneInit = {}) {
  const clock = simulatedClock()
  const lines: ScriptedLine[] = []
  const openLine = (events: LineEvents): Line => {
    const line = new ScriptedLine(events, opens(lines.length))
    line.refuses = refuses
    lines.push(line)
    return line
  }
  const subscriber = new Subscriber(openLine, (callback, delayMs) => clock.setTimer(callback, delayMs))
  const calls: string[] = []
  const watch = (name: string) => subscriber.watch(name, () => calls.push(name))
  return { clock, lines, calls, watch }
}

it('those who begin to watch in one turn share a line and a command, and are called once it is subscribed', async () => {
  const { lines, calls, watch } = scene()
  watch('a')
  watch('b')
  expect(calls).toEqual([])
  await settled()
  expect(lines.map(({ subscribed }) => subscribed)).toEqual([['a', 'b']])
  expect(calls).toEqual(['a', 'b'])
  lines[0]?.events.message('b')
  expect(calls).toEqual(['a', 'b', 'b'])
})

it('a line that is lost is opened again and subscribed to everything, without a call', async () => {
  const { clock, lines, calls, watch } = scene()
  watch('a')
  watch('b')
  await settled()
  lines[0]?.events.lost()
  await clock.advance(100)
  expect(lines.map(({ subscribed }) => subscribed)).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ])
  expect(calls).toEqual(['a', 'b'])
  lines[1]?.events.message('a')
  expect(calls).toEqual(['a', 'b', 'a'])
})

it('a line that never becomes ready is closed before another is opened, ever more slowly', async () => {
  const { clock, lines, calls, watch } = scene({ opens: index => index === 5 })
  watch('a')
  await clock.advance(60_000)
  expect(lines.map(({ closed }) => closed)).toEqual([true, true, true, true, true, false])
  expect(calls).toEqual(['a'])
})

it('a watch that ends and begins again, as at each renewal, keeps line and subscription', async () => {
  const { clock, lines, calls, watch } = scene()
  let end = watch('a')
  await settled()
  for (let renewal = 0; renewal < 5; renewal++) {
    end()
    end = watch('a')
    await clock.advance(60_000)
  }
  expect([lines.length, lines[0]?.subscribed, calls]).toEqual([1, ['a'], ['a']])
  end()
  await clock.advance(2000)
  expect(lines[0]?.closed).toBe(true)
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

it('a line that is lost while it subscribes is opened again for all', async () => {
  const { clock, lines, calls, watch } = scene()
  watch('a')
  await settled()
  if (lines[0] !== undefined) lines[0].answers = false
  watch('b')
  await settled()
  lines[0]?.events.lost()
  expect(calls).toEqual(['a'])
  await clock.advance(10_000)
  expect(calls).toEqual(['a', 'b'])
  expect(lines[1]?.subscribed.sort()).toEqual(['a', 'b'])
})

it('without the right to the channels another line is tried once a minute, not every few seconds', async () => {
  const { clock, lines, watch } = scene({ refuses: true })
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
  expect(line.subscribed).toEqual(['a'])
})
