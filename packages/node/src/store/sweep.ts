import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@looker-auth/core'
import { decodeText } from './checked-text.js'
import { unlessMissing } from './fs-error.js'
import { type ChainOptions, type Head, VersionChain } from './version-chain.js'

const everyMs = 3_600_000
/** How long after its expiry a record is removed, and how long after its last use a lock. */
const keepMs = 24 * 3_600_000
/** Files that are being written or removed are younger than this. */
const inPassingMs = 60_000
/** How many chains one sweep checks: a commit waits for the sweep. */
const mostLooks = 32
/** How long one sweep goes on, on a slow disk. */
const mostMs = 500

/** Removes from time to time what was not used for a day: a few chains at a time, chosen by chance. */
export class Sweeper {
  readonly #clock: Clock
  #nextMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Sweeps once an hour, at most. It never fails: what could not be removed stays. */
  async run(folder: string): Promise<void> {
    const nowMs = this.#clock.monotonic()
    if (nowMs < this.#nextMs) return
    this.#nextMs = nowMs + everyMs
    const names = await readdir(folder).catch(() => [])
    const start = Math.floor(Math.random() * names.length)
    const chosen = [...names.slice(start), ...names.slice(0, start)].slice(0, mostLooks)
    for (const name of chosen) {
      if (this.#clock.monotonic() - nowMs > mostMs) return
      await sweepOne(folder, name, this.#clock).catch(() => {})
    }
  }
}

async function sweepOne(folder: string, name: string, clock: Clock): Promise<void> {
  const options = { durable: false, clock }
  if (name.startsWith('record.') || name.startsWith('lock.')) return sweepChain(folder, name, options)
  if (!name.startsWith('new.') && !name.startsWith('trash.')) return
  const stats = await stat(join(folder, name)).catch(unlessMissing)
  if (stats === undefined || Math.abs(clock.now() - stats.ctimeMs) < inPassingMs) return
  if (await restored(folder, name, options)) return
  await rm(join(folder, name), { recursive: true, force: true })
}

async function sweepChain(folder: string, name: string, options: ChainOptions): Promise<void> {
  const nowMs = options.clock.now()
  const chain = new VersionChain(folder, name, options)
  const head = await chain.head()
  const writtenAtMs = await chain.writtenAtMs(head?.version)
  if (writtenAtMs === undefined || nowMs - writtenAtMs < keepMs) return
  if (nowMs - endOf(name, head) < keepMs) return
  await chain.discard(head?.version)
}

/** A sweep that crashed may have removed a chain that another process wrote to at that moment. */
async function restored(folder: string, name: string, options: ChainOptions): Promise<boolean> {
  const [, original] = /^trash\.(record\.[0-9a-f]{64})\./.exec(name) ?? []
  if (original === undefined) return false
  const head = await new VersionChain(folder, name, options).head()
  if (options.clock.now() > endOf(original, head)) return false
  return rename(join(folder, name), join(folder, original)).then(
    () => true,
    () => false,
  )
}

/** Until when it must be kept, by the wall clock in milliseconds; 0 for what holds no record of ours. */
function endOf(name: string, head: Head | undefined): number {
  return (head && name.startsWith('record.') ? decodeText(name, head.text)?.keepUntilMs : undefined) ?? 0
}
