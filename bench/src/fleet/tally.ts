import type { EventQueue } from './event-queue'
import { History } from './history'

/** What happened in each second, to the API key's own session and to the sampled users'. */
export interface Track {
  readonly own: Uint32Array
  readonly users: Uint32Array
}

/** Counts logins and commands by second, and by user where a standard error is asked for. */
export class Tally {
  readonly logins: Track
  readonly commands: Track
  /** By key and since the steady part began. */
  readonly commandsOfKey = new Map<string, number>()
  readonly ownHistory = new History()
  readonly historyOfUser = new Map<string, History>()
  revocations = 0
  failures = 0
  /** The key of the API key's own record: the first that anybody asks for. */
  ownKey: string | undefined
  readonly #clock: EventQueue
  readonly #steadyFromMs: number

  constructor(clock: EventQueue, lengthMs: number, steadyFromMs: number) {
    const seconds = Math.ceil(lengthMs / 1000) + 1
    const track = (): Track => ({ own: new Uint32Array(seconds), users: new Uint32Array(seconds) })
    this.logins = track()
    this.commands = track()
    this.#clock = clock
    this.#steadyFromMs = steadyFromMs
  }

  get steady(): boolean {
    return this.#clock.monotonic() >= this.#steadyFromMs
  }

  command(key: string): void {
    this.ownKey ??= key
    const own = key === this.ownKey
    bump(own ? this.commands.own : this.commands.users, this.#second)
    if (own || !this.steady) return
    this.commandsOfKey.set(key, (this.commandsOfKey.get(key) ?? 0) + 1)
  }

  login(userId: string | undefined): void {
    bump(userId === undefined ? this.logins.own : this.logins.users, this.#second)
    const history = userId === undefined ? this.ownHistory : (this.historyOfUser.get(userId) ?? new History())
    if (userId !== undefined) this.historyOfUser.set(userId, history)
    history.add(this.#clock.monotonic())
  }

  revocation(): void {
    this.revocations++
  }

  get #second(): number {
    return Math.floor(this.#clock.monotonic() / 1000)
  }
}

function bump(counts: Uint32Array, second: number): void {
  counts[second] = (counts[second] ?? 0) + 1
}
