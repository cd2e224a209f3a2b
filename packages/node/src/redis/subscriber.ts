import { type QuietTimer, quietTimer } from '../time/quiet-timer.js'
import { within } from '../time/within.js'
import type { Line, OpenLine } from './line.js'

/** Who listens to a channel, and whether it was ever subscribed to. */
interface Channel {
  readonly listeners: Set<() => void>
  begun: boolean
}

/** No answer on the line for so long, in milliseconds, and it counts as lost. */
const answerMs = 2000
/** A session that renews ends its watch and begins another: what nobody listens to is kept for this long. */
const lingerMs = 1000
/** Channels in one command. */
const mostAtOnce = 1000
const firstPauseMs = 50
const longestPauseMs = 5000
/** The pause after a channel was refused: an administrator has to grant the right first. */
const refusedPauseMs = 60_000

/**
 * One line for all channels of a store: opened with the first listener, closed soon after the last, and opened again when it is lost.
 * A message may be missed, so nobody may rely on one: sessions read their record every 400 ms before they use it.
 */
export class Subscriber {
  readonly #openLine: OpenLine
  readonly #setTimer: QuietTimer
  readonly #channels = new Map<string, Channel>()
  /** Those that are yet to be subscribed to. */
  readonly #pending = new Map<string, Channel>()
  #line: Line | undefined
  #working = false
  #failures = 0
  #cancelRetry: (() => void) | undefined
  #cancelTidy: (() => void) | undefined

  constructor(openLine: OpenLine, setTimer: QuietTimer = quietTimer) {
    this.#openLine = openLine
    this.#setTimer = setTimer
  }

  watch(name: string, listener: () => void): () => void {
    const channel = this.#channels.get(name) ?? this.#add(name)
    const entry = (): void => listener()
    channel.listeners.add(entry)
    void this.#work()
    return () => {
      channel.listeners.delete(entry)
      if (channel.listeners.size === 0) this.#cancelTidy ??= this.#setTimer(() => this.#tidy(), lingerMs)
    }
  }

  #add(name: string): Channel {
    const channel = { listeners: new Set<() => void>(), begun: false }
    this.#channels.set(name, channel)
    this.#pending.set(name, channel)
    return channel
  }

  /** Subscribes to what is pending, as long as there is some. One at a time; a pause after a failure. */
  async #work(): Promise<void> {
    if (this.#working || this.#cancelRetry !== undefined) return
    this.#working = true
    // Who begins to watch in the same turn shares the command.
    await undefined
    try {
      while (this.#pending.size > 0) {
        const line = this.#line ?? (await this.#open())
        const batch = [...this.#pending].slice(0, mostAtOnce)
        if (batch.length > 0) await this.#answered(line.subscribe(batch.map(([name]) => name)))
        this.#checkIsOpen(line)
        this.#failures = 0
        for (const [name, channel] of batch) {
          if (this.#pending.get(name) !== channel) continue
          this.#pending.delete(name)
          begin(channel)
        }
        const unheard = batch.map(([name]) => name).filter(name => !this.#channels.has(name))
        if (unheard.length > 0) await this.#answered(line.unsubscribe(unheard))
      }
    } catch (error) {
      this.#lose(error)
    } finally {
      this.#working = false
    }
  }

  async #open(): Promise<Line> {
    const line = this.#openLine({
      message: name => call(this.#channels.get(name)),
      lost: () => this.#loseIfOpen(line),
    })
    this.#line = line
    await this.#answered(line.ready)
    this.#checkIsOpen(line)
    return line
  }

  #checkIsOpen(line: Line): void {
    if (line !== this.#line) throw new Error('The line was lost.')
  }

  #loseIfOpen(line: Line, error?: unknown): void {
    if (line === this.#line) this.#lose(error)
  }

  #lose(error?: unknown): void {
    this.#close()
    for (const [name, channel] of this.#channels) this.#pending.set(name, channel)
    if (this.#channels.size === 0 || this.#cancelRetry !== undefined) return
    const growingMs = Math.min(firstPauseMs * 2 ** this.#failures++, longestPauseMs)
    const pauseMs = isRefusal(error) ? refusedPauseMs : growingMs
    this.#cancelRetry = this.#setTimer(
      () => {
        this.#cancelRetry = undefined
        void this.#work()
      },
      pauseMs * (0.5 + Math.random() / 2),
    )
  }

  #tidy(): void {
    this.#cancelTidy = undefined
    const unheard = [...this.#channels].filter(([, { listeners }]) => listeners.size === 0)
    const subscribed = unheard.map(([name]) => name).filter(name => !this.#pending.has(name))
    for (const [name] of unheard) {
      this.#channels.delete(name)
      this.#pending.delete(name)
    }
    if (this.#channels.size === 0) this.#close()
    const line = this.#line
    if (line === undefined || subscribed.length === 0) return
    this.#answered(line.unsubscribe(subscribed)).catch(error => this.#loseIfOpen(line, error))
  }

  #answered<T>(work: Promise<T>): Promise<T> {
    return within(work, answerMs, this.#setTimer, () => new Error('No answer.'))
  }

  #close(): void {
    const line = this.#line
    this.#line = undefined
    line?.ready.catch(() => {})
    line?.close()
  }
}

/** Without the right to a channel. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.includes('NOPERM')
}

/** Nobody heard of what changed before. Not called again after a lost line, or 10,000 users would read their records at once. */
function begin(channel: Channel): void {
  if (channel.begun) return
  channel.begun = true
  call(channel)
}

function call(channel: Channel | undefined): void {
  for (const listener of [...(channel?.listeners ?? [])]) if (channel?.listeners.has(listener)) listener()
}
