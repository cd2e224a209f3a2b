import { type QuietTimer, quietTimer } from '../time/quiet-timer.js'
import { within } from '../time/within.js'
import { Heartbeat, type Pulse } from './heartbeat.js'
import type { Line, OpenLine } from './line.js'

/** The listeners of a channel, and whether Redis notifies us of its messages. */
interface Channel {
  readonly listeners: Set<() => void>
  told: boolean
}

/** How long an answer on the line is waited for, in milliseconds. Then it counts as lost. */
const answerMs = 2000
/** How long a channel without listeners is kept: a session that renews ends its watch and begins another. */
const lingerMs = 1000
/** Channels in one command. */
const mostAtOnce = 1000
const firstPauseMs = 50
const longestPauseMs = 5000
/** The pause after a channel was refused: an administrator has to grant the right first. */
const refusedPauseMs = 60_000

/**
 * One line for all channels of a store: opened with the first listener, closed soon after the last, and opened again when it is lost
 * or passes nothing on.
 * When Redis starts or stops notifying of a channel, the listeners of that channel are called: changes may have been missed, or will be.
 */
export class Subscriber {
  readonly #openLine: OpenLine
  readonly #pulse: Pulse
  readonly #setTimer: QuietTimer
  readonly #channels = new Map<string, Channel>()
  /** Those that Redis does not notify us of yet. */
  readonly #untold = new Map<string, Channel>()
  #line: Line | undefined
  #beat: Heartbeat | undefined
  #working = false
  #failures = 0
  #cancelRetry: (() => void) | undefined
  #cancelTidy: (() => void) | undefined

  constructor(openLine: OpenLine, pulse: Pulse, setTimer: QuietTimer = quietTimer) {
    this.#openLine = openLine
    this.#pulse = pulse
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
    const channel = { listeners: new Set<() => void>(), told: false }
    this.#channels.set(name, channel)
    this.#untold.set(name, channel)
    return channel
  }

  notifies(name: string): boolean {
    return this.#channels.get(name)?.told ?? false
  }

  /** Subscribes to the channels that are not subscribed yet, until there are none. One at a time; a pause after a failure. */
  async #work(): Promise<void> {
    if (this.#working || this.#cancelRetry !== undefined) return
    this.#working = true
    // Watches that begin in the same turn share the command.
    await undefined
    try {
      while (this.#untold.size > 0) {
        const line = this.#line ?? (await this.#open())
        const batch = [...this.#untold].slice(0, mostAtOnce)
        if (batch.length > 0) await this.#answered(line.subscribe(batch.map(([name]) => name)))
        this.#checkIsOpen(line)
        this.#failures = 0
        for (const [name, channel] of batch) {
          if (this.#untold.get(name) !== channel) continue
          this.#untold.delete(name)
          tell(channel, true)
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
    const beat = new Heartbeat(this.#pulse, this.#setTimer)
    const line = this.#openLine({
      message: name => (name === beat.channel ? beat.heard() : call(this.#channels.get(name))),
      lost: () => this.#loseIfOpen(line),
    })
    this.#line = line
    this.#beat = beat
    await this.#answered(line.ready)
    await this.#answered(line.subscribe([beat.channel]))
    await beat.prove()
    this.#checkIsOpen(line)
    beat.keep(error => this.#loseIfOpen(line, error))
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
    const lost = [...this.#channels].filter(([, { told }]) => told)
    if (this.#channels.size > 0 && this.#cancelRetry === undefined) {
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
    for (const [name, channel] of lost) {
      this.#untold.set(name, channel)
      tell(channel, false)
    }
  }

  #tidy(): void {
    this.#cancelTidy = undefined
    const unheard = [...this.#channels].filter(([, { listeners }]) => listeners.size === 0)
    for (const [name] of unheard) {
      this.#channels.delete(name)
      this.#untold.delete(name)
    }
    if (this.#channels.size === 0) this.#close()
    const line = this.#line
    const names = unheard.filter(([, { told }]) => told).map(([name]) => name)
    if (line === undefined || names.length === 0) return
    this.#answered(line.unsubscribe(names)).catch(error => this.#loseIfOpen(line, error))
  }

  #answered<T>(work: Promise<T>): Promise<T> {
    return within(work, answerMs, this.#setTimer, () => new Error('No answer.'))
  }

  #close(): void {
    const line = this.#line
    this.#line = undefined
    this.#beat?.stop()
    line?.ready.catch(() => {})
    line?.close()
  }
}

/** Whether the user of the connection has no right to the channel. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.includes('NOPERM')
}

function tell(channel: Channel, told: boolean): void {
  channel.told = told
  call(channel)
}

function call(channel: Channel | undefined): void {
  for (const listener of [...(channel?.listeners ?? [])]) if (channel?.listeners.has(listener)) listener()
}
