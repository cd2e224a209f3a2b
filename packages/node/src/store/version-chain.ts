import { link, mkdir, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@looker-auth/core'
import {
  anchorName,
  type Listing,
  randomName,
  readListing,
  successor,
  tempName,
  versionName,
} from './chain-names.js'
import { failedWith, unlessMissing } from './fs-error.js'
import { readPrivateFile, writePrivateFile } from './private-file.js'
import { syncFolder } from './private-folder.js'
import { refusal } from './refusal.js'

/** The version of a chain that stands, and its text. */
export interface Head {
  readonly version: string
  readonly text: string
}

/** How a chain is kept. */
export interface ChainOptions {
  /** Whether a version must outlast a power failure. */
  readonly durable: boolean
  readonly clock: Clock
}

const mostTries = 100
/** A temporary file that a process still writes is younger than this. */
const tempAgeMs = 60_000

/**
 * Compare-and-set on a file system: a folder in which version n + 1 is the hard link `{generation}.{n + 1}` to a fully written
 * file. link(2) is atomic and refuses a name that exists, so that one of many comes after version n. The highest number
 * stands; it is never removed as long as the folder is there, so it never goes down. A process that was paused and links below
 * it finds the higher number afterwards, and has lost. The generation is random and comes and goes with the folder, so that no
 * version is ever used again. See docs/stores.md.
 */
export class VersionChain {
  readonly #folder: string
  readonly #name: string
  readonly #path: string
  readonly #options: ChainOptions

  constructor(folder: string, name: string, options: ChainOptions) {
    this.#folder = folder
    this.#name = name
    this.#path = join(folder, name)
    this.#options = options
  }

  /** The version that stands. */
  async current(): Promise<string | undefined> {
    const { generation, head } = await this.#list()
    // A folder that changes while it is listed may show neither the old version nor the new one; not twice.
    return generation === undefined || head !== undefined ? head : (await this.#list()).head
  }

  /** The version that stands, with its text. */
  async head(): Promise<Head | undefined> {
    for (let tries = 0; tries < mostTries; tries++) {
      const version = await this.current()
      if (version === undefined) return undefined
      // Removed between the two: there is a newer one. Lower versions go first, so what can be opened was the highest.
      const text = await readPrivateFile(join(this.#path, version), this.#folder)
      if (text !== undefined) return { version, text }
    }
    throw refusal(`${this.#path} changed too often to be read.`, 'Try again.')
  }

  /**
   * Puts the text after version `over` (undefined: as the first). Answers its version; undefined when another one
   * stands, and the caller must read it again.
   */
  async append(text: string, over: string | undefined): Promise<string | undefined> {
    const version = over === undefined ? await this.#first() : successor(over)
    if (version === undefined || !(await this.#link(text, version))) return undefined
    const listing = await this.#list()
    if (listing.head !== version) {
      await this.#remove(version)
      return undefined
    }
    await this.#tidy(listing)
    if (this.#options.durable) await syncFolder(this.#path)
    return version
  }

  /** When that version was written, or else the folder last changed, by the wall clock in milliseconds. */
  async writtenAtMs(version: string | undefined): Promise<number | undefined> {
    const stats = await stat(join(this.#path, version ?? '')).catch(unlessMissing)
    return stats?.mtimeMs
  }

  /** Removes the whole chain if that version stands. A version that another process puts there meanwhile is kept. */
  async discard(version: string | undefined): Promise<void> {
    const trash = `trash.${this.#name}.${randomName()}`
    await rename(this.#path, join(this.#folder, trash))
    const moved = new VersionChain(this.#folder, trash, this.#options)
    if ((await moved.current()) === version) return moved.destroy()
    await rename(moved.#path, this.#path)
  }

  /** Removes the folder and all in it. */
  async destroy(): Promise<void> {
    await rm(this.#path, { recursive: true, force: true })
  }

  async #list(): Promise<Listing> {
    return readListing(await this.#names())
  }

  /** None where there is no folder. What else may be in its place is cleared away by the next writer. */
  async #names(): Promise<string[]> {
    try {
      return await readdir(this.#path)
    } catch (error) {
      if (failedWith(error, 'ENOENT', 'ENOTDIR')) return []
      throw error
    }
  }

  async #link(text: string, version: string): Promise<boolean> {
    const temp = join(this.#path, tempName())
    try {
      await writePrivateFile(temp, text, this.#options.durable)
      await link(temp, join(this.#path, version)).catch(unlessUnsupported)
      return true
    } catch (error) {
      if (failedWith(error, 'EEXIST', 'ENOENT')) return false
      throw error
    } finally {
      await unlink(temp).catch(() => {})
    }
  }

  /** The first version of the generation that is there, or that is made now. */
  async #first(): Promise<string | undefined> {
    const { generation = await this.#begin() } = await this.#list()
    return generation === undefined ? undefined : versionName(generation, 1)
  }

  /** Puts a folder with an anchor in its place, whole: rename(2) replaces an empty folder, but no other. */
  async #begin(): Promise<string | undefined> {
    const made = join(this.#folder, `new.${randomName()}`)
    await mkdir(made, { mode: 0o700 }).catch(unlessMissing)
    try {
      await writePrivateFile(join(made, anchorName(randomName())), '', this.#options.durable)
      await rename(made, this.#path)
      if (this.#options.durable) await syncFolder(this.#folder)
    } catch (error) {
      await rm(made, { recursive: true, force: true })
      const { generation } = await this.#list()
      if (generation !== undefined) return generation
      if (!failedWith(error, 'EEXIST', 'ENOTEMPTY', 'ENOENT', 'ENOTDIR')) throw error
      await this.#clearAway()
    }
    return (await this.#list()).generation
  }

  /**
   * Another program broke the folder: it has no anchor, or several, or is no folder. Only what was seen in the broken one goes, by
   * its name: another writer may have put a whole one in its place meanwhile.
   */
  async #clearAway(): Promise<void> {
    const names = await this.#names()
    if (readListing(names).generation !== undefined) return
    const [anchors, others] = [true, false].map(of =>
      names.filter(name => name.startsWith('generation.') === of),
    )
    for (const name of [...(others ?? []), ...(anchors ?? [])])
      await rm(join(this.#path, name), { recursive: true, force: true })
    // A folder stays where it is.
    await unlink(this.#path).catch(() => {})
  }

  /** Removes what is below the version that stands, lowest first, and what crashed writers left. */
  async #tidy({ generation = '', numbers, temps }: Listing): Promise<void> {
    for (const number of numbers.slice(0, -1)) await this.#remove(versionName(generation, number))
    for (const temp of temps) {
      const writtenAtMs = await this.writtenAtMs(temp)
      if (writtenAtMs !== undefined && Math.abs(this.#options.clock.now() - writtenAtMs) > tempAgeMs)
        await this.#remove(temp)
    }
  }

  async #remove(name: string): Promise<void> {
    await unlink(join(this.#path, name)).catch(() => {})
  }
}

function unlessUnsupported(error: unknown): never {
  if (!failedWith(error, 'ENOTSUP', 'ENOSYS', 'EPERM', 'EMLINK')) throw error
  throw refusal('The file system allows no hard links here.', 'Give the path of a folder on a local disk.')
}
