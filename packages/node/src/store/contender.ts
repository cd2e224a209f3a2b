import type { Clock } from '@looker-auth/core'
import { decodeText, parsed } from './checked-text.js'
import type { Disk } from './disk.js'
import { Lease, type LeaseTerms } from './lease.js'
import { ensureFolder } from './private-folder.js'
import type { Sweeper } from './sweep.js'
import { VersionChain } from './version-chain.js'

/** The clocks and times that a process uses while it waits for a lock. */
export interface ContenderParts {
  readonly disk: Disk
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

/** A process that waits for a lock: it reads the lease until the lock is free or its holder is dead, and then tries to take it. */
export class Contender {
  readonly #parts: ContenderParts
  /** The lease as it was seen last, and for how long it has stayed so. */
  readonly #seen = { version: '' as string | undefined, leaseMs: 0, stillMs: 0, atMs: 0 }
  #over = false
  #wake: () => void = () => {}

  constructor(parts: ContenderParts) {
    this.#parts = parts
  }

  /**
   * Answers the lease; undefined when the time to wait passed first. A use of the disk that has begun by then is waited for.
   *
   * @throws the signal's reason; the disk's error; AuthError `store_failed` for a folder that others can use, and for a disk that hangs.
   */
  async acquire(waitMs: number, signal: AbortSignal | undefined): Promise<Lease | undefined> {
    const { clock } = this.#parts
    signal?.throwIfAborted()
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        if (this.#over) return
        this.#over = true
        signal?.removeEventListener('abort', abort)
        this.#wake()
        settle()
      }
      const abort = (): void => end(() => reject(signal?.reason))
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
    const { disk, clock, sweeper } = this.#parts
    await disk.use(async folder => {
      await ensureFolder(folder)
      await sweeper.run(folder)
    })
    for (let looks = 0; !this.#over; looks++) {
      const lease = await disk.use(folder => this.#look(folder))
      if (lease !== undefined) return lease
      const leftMs = untilMs - clock.monotonic()
      if (leftMs <= 0) return undefined
      const lookMs = Math.min(firstLookMs * 1.5 ** looks, longestLookMs)
      await this.#sleep(Math.min(lookMs * (0.5 + Math.random() / 2), leftMs))
    }
    return undefined
  }

  /** Reads the lease once, and takes the lock if it is free or its holder is dead. */
  async #look(folder: string): Promise<Lease | undefined> {
    const { name, clock, terms } = this.#parts
    const seen = this.#seen
    const chain = new VersionChain(folder, name, { durable: false, clock })
    const version = await chain.current()
    const nowMs = clock.monotonic()
    seen.stillMs += Math.min(nowMs - seen.atMs, longestCountedMs)
    seen.atMs = nowMs
    if (version !== seen.version) {
      seen.version = version
      seen.leaseMs = await this.#leaseOf(chain, version)
      seen.stillMs = 0
    }
    if (seen.stillMs < seen.leaseMs || this.#over) return undefined
    await ensureFolder(folder)
    const taken = await chain.append(terms.heldText, version)
    if (taken === undefined) return undefined
    const lease = new Lease(chain, taken, terms)
    if (!this.#over) return lease
    await lease.release()
    return undefined
  }

  /** How long that lease may stay as it is; 0 when the lock is free. */
  async #leaseOf(chain: VersionChain, version: string | undefined): Promise<number> {
    if (version === undefined) return 0
    const head = await chain.head()
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
