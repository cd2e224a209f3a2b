import type { SessionCore } from './token-cache/token-cache.js'

/** How many forgotten sign-outs are remembered. */
const mostGenerations = 100_000

/** A session, and its last use when this was noted. */
interface Candidate {
  readonly core: SessionCore
  readonly lastUse: number
}

/**
 * The sudo sessions of a family, one for each identity. Beyond its bound it forgets those that were used longest ago and
 * that nothing is under way for; whoever still holds one comes back through here, and pays a login at the most.
 */
export class Registry {
  readonly #cores = new Map<string, SessionCore>()
  readonly #most: number
  /** Of names whose sessions were signed out and forgotten: their handles stay signed out. */
  readonly #generations = new Map<string, number>()
  #uses = 0
  /** Those to forget next, the one used longest ago last. Who was used since it was made is passed over. */
  #candidates: Candidate[] = []

  /** @param most How many identities to remember. */
  constructor(most: number) {
    this.#most = most
  }

  /** The core for the name: the one that is known, else `make`'s, which is then known. */
  resolve(name: string, make: () => SessionCore): SessionCore {
    const known = this.#cores.get(name)
    if (known !== undefined && !known.closed) {
      known.lastUse = ++this.#uses
      return known
    }
    const core = make()
    core.generation = this.#generations.get(name) ?? core.generation
    core.lastUse = ++this.#uses
    core.evicted = false
    this.#cores.set(name, core)
    if (this.#cores.size > this.#most) this.#forgetIdle(core)
    return core
  }

  /** The core for the name, if it is remembered. */
  known(name: string): SessionCore | undefined {
    return this.#cores.get(name)
  }

  /** All that are remembered now. */
  all(): SessionCore[] {
    return [...this.#cores.values()]
  }

  #remember({ name, generation }: SessionCore): void {
    this.#generations.delete(name)
    this.#generations.set(name, generation)
    const [oldest] = this.#generations.keys()
    if (this.#generations.size > mostGenerations && oldest !== undefined) this.#generations.delete(oldest)
  }

  /** Not the one that was just asked for: whoever asked is about to use it. */
  #forgetIdle(asked: SessionCore): void {
    let isFresh = false
    while (this.#cores.size > this.#most) {
      const next = this.#candidates.pop()
      if (next === undefined) {
        if (isFresh) return
        isFresh = true
        this.#candidates = this.all()
          .map(core => ({ core, lastUse: core.lastUse }))
          .sort((a, b) => b.lastUse - a.lastUse)
        continue
      }
      const { core, lastUse } = next
      if (core === asked || core.lastUse !== lastUse || core.evicted || !core.idle) continue
      this.#cores.delete(core.name)
      core.forget()
      if (core.generation > 0) this.#remember(core)
    }
  }
}
