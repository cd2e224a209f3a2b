import type { Session } from '@looker-auth/core'
import { revalidateEveryMs } from './scenario'
import { type World, wait } from './world'

/**
 * Calls as the API key's own user, at random moments. While the record stays as it is they change nothing, so the next call
 * that matters is the first after the token falls due: exact, for such arrivals have no memory. What the others cost is in OwnLooks.
 */
export class OwnCaller {
  readonly #world: World
  readonly #session: Session
  readonly #meanMs: number
  #touchedMs = 0
  #skipping = false
  #cancel: () => void = () => {}

  constructor(world: World, session: Session, perSecond: number) {
    this.#world = world
    this.#session = session
    this.#meanMs = 1000 / perSecond
  }

  start(): void {
    this.#callAfter(this.#world.clock.monotonic())
  }

  /** Something happened to the process's own record: calls may matter again. */
  touch(): void {
    this.#touchedMs = this.#world.clock.monotonic()
    if (this.#skipping) this.#callAfter(this.#touchedMs)
  }

  call(): void {
    const { clock } = this.#world
    let done = false
    void wait(this.#world, this.#session.token(), 1).then(() => {
      done = true
    })
    // Comes when everything has come to rest that the call set off at this moment.
    clock.setTimer(() => {
      const nowMs = clock.monotonic()
      const quietMs = done ? this.#quietForMs(nowMs) : 0
      this.#callAfter(nowMs + quietMs)
      this.#skipping = quietMs > 0
    }, 0)
  }

  #quietForMs(nowMs: number): number {
    const { clock, redis } = this.#world
    if (redis.troubled || nowMs - this.#touchedMs <= revalidateEveryMs) return 0
    const { status, renewsAtMs = 0, expiresAtMs = 0 } = this.#session.state
    if (status === 'signed_in') return Math.max(0, renewsAtMs - clock.now())
    return status === 'renewing' ? Math.max(0, expiresAtMs - clock.now()) : 0
  }

  #callAfter(fromMs: number): void {
    const { clock, chances } = this.#world
    this.#cancel()
    this.#skipping = false
    const atMs = fromMs + chances.calls.exponential(this.#meanMs)
    this.#cancel = clock.setTimer(() => this.call(), atMs - clock.monotonic())
  }
}
