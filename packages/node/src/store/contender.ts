import type { Clock } from '@looker-auth/core'
import { decodeText, parsed } from './checked-text.js'
import { Lease, type LeaseTerms } from './lease.js'
import { ensureFolder } from './private-folder.js'
import type { Sweeper } from './sweep.js'
import { VersionChain } from './version-chain.js'

/** The clocks and times that a process uses while it waits for a lock. */
export interface ContenderParts {
  readonly folder: string
  readonly name: string
  /** How long a lease lives that does not say so itself. */
  readonly leaseMs: number
  readonly clock: Clock
  readonly sweeper: Sweeper
  readonly terms: LeaseTerms
}

const firstLookMs = 25
const longestLookMs = 100
/** If more time passes between two readings, this process slept. */
const longestCountedMs = 4 * longestLookMs
/** The first reading of a disk may take longer. */
const graceMs = 200

/** A process that waits for a lock: it reads the lease until the lock is free or its holder is dead, and then tries to take it. */
export class Contender {
  readonly #parts: ContenderParts
  readonly #chain: VersionChain
  #over = false
  #wake: () => void = () => {}

  constructor(parts: ContenderParts) {
    this.#parts = parts
    this.#chain = new VersionChain(parts.folder, parts.name, { durable: false, clock: parts.clock })
  }

  /**
   * Answers the lease; undefined when the time to wait passed first.
   *
   * @throws the signal's reason; the disk's error; AuthError `store_failed` for a folder that others can use.
   */
  async acquire(waitMs: number, signal: AbortSignal | undefined): Promise<Lease | undefined> {
    const { clock } = this.#parts
    signal?.throwIfAborted()
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        if (this.#over) return
        this.#over = true
        cancelTimer()
        signal?.removeEventListener('abort', abort)
        this.#wake()
        settle()
      }
      const abort = (): void => end(() => reject(signal?.reason))
      const cancelTimer = clock.setTimer(() => end(() => resolve(undefined)), waitMs + graceMs)
      signal?.addEventListener('abort', abort, { once: true })
      this.#contend(clock.monotonic() + waitMs).then(
        lease => {
          if (this.#over) void lease?.release()
          else end(() => resolve(lease))
        },
        error => end(() => reject(error)),
      )
    })
  }

  async #contend(untilMs: number): Promise<Lease | undefined> {
    const { folder, clock, sweeper, terms } = this.#parts
    await ensureFolder(folder)
    await sweeper.run(folder)
    const seen = { version: '' as string | undefined, leaseMs: 0, stillMs: 0, atMs: 0 }
    for (let looks = 0; !this.#over; looks++) {
      const version = await this.#chain.current()
      const nowMs = clock.monotonic()
      seen.stillMs += Math.min(nowMs - seen.atMs, longestCountedMs)
      seen.atMs = nowMs
      if (version !== seen.version) {
        seen.version = version
        seen.leaseMs = await this.#leaseOf(version)
        seen.stillMs = 0
      }
      if (seen.stillMs >= seen.leaseMs) {
        const taken = this.#over ? undefined : await this.#follow(version)
        if (taken !== undefined) return new Lease(this.#chain, taken, terms)
      }
      if (nowMs >= untilMs) return undefined
      const lookMs = Math.min(firstLookMs * 1.5 ** looks, longestLookMs)
      await this.#sleep(Math.min(lookMs * (0.5 + Math.random() / 2), untilMs - nowMs))
    }
    return undefined
  }

  async #follow(version: string | undefined): Promise<string | undefined> {
    await ensureFolder(this.#parts.folder)
    return this.#chain.append(this.#parts.terms.heldText, version)
  }

  /** How long that lease may stay as it is; 0 when the lock is free. */
  async #leaseOf(version: string | undefined): Promise<number> {
    if (version === undefined) return 0
    const head = await this.#chain.head()
    if (head?.version !== version) return this.#parts.leaseMs
    const lease = readLease(decodeText(this.#parts.name, head.text)?.value)
    return lease?.held === false ? 0 : (lease?.leaseMs ?? this.#parts.leaseMs)
  }

  #sleep(ms: number): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.#parts.clock.setTimer(resolve, ms)
      this.#wake = () => {
        cancel()
        resolve()
      }
    })
  }
}

function readLease(value = ''): { readonly held: boolean; readonly leaseMs: number | undefined } | undefined {
  const lease = parsed(value)
  if (typeof lease !== 'object' || lease === null) return undefined
  const { held, leaseMs } = lease as { held?: unknown; leaseMs?: unknown }
  const known = typeof leaseMs === 'number' && leaseMs > 0 && leaseMs <= 60_000
  return { held: held !== false, leaseMs: known ? leaseMs : undefined }
}
