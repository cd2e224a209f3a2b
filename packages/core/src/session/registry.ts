import type { SessionCore } from './session-core.js'

/**
 * The sudo sessions of a family, one for each identity. Beyond its bound it forgets those that were used longest ago and
 * that nothing is under way for; whoever still holds one comes back through here, and pays a login at the most.
 */
export class Registry {
  readonly #cores = new Map<string, SessionCore>()
  readonly #most: number

  /** @param most How many identities to remember. */
  constructor(most: number) {
    this.#most = most
  }

  /** The core for the name: the one that is known, else `make`'s, which is then known. */
  resolve(name: string, make: () => SessionCore): SessionCore {
    const known = this.#cores.get(name)
    const core = known === undefined || known.closed ? make() : known
    this.#cores.delete(name)
    this.#cores.set(name, core)
    core.evicted = false
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

  /** Not the one that was just asked for: whoever asked is about to use it. */
  #forgetIdle(asked: SessionCore): void {
    for (const [name, core] of this.#cores) {
      if (this.#cores.size <= this.#most) return
      if (core === asked || !core.idle) continue
      this.#cores.delete(name)
      core.forget()
    }
  }
}
