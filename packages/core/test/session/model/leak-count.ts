import type { Lived } from './history.js'
import { shorten } from './shorten.js'
import type { History } from './steps.js'

/** How many kinds are shown, and how many histories are named. */
const mostKinds = 12
const mostNames = 10

interface Kind {
  count: number
  readonly name: string
  readonly first: History
}

/** Counts the histories after which a token lives on, or a promise is broken, in place of an end at the first. */
export class LeakCount {
  readonly #live: (history: History) => Promise<Lived>
  readonly #kinds = new Map<string, Kind>()
  readonly #failed: string[] = []
  readonly #broken: string[] = []
  #histories = 0

  constructor(live: (history: History) => Promise<Lived>) {
    this.#live = live
  }

  async add(name: string, history: History): Promise<void> {
    const { violations, leaks } = await this.#live(history)
    this.#histories++
    if (violations.length > 0) this.#broken.push(`${name}: ${violations[0]}`)
    if (leaks.length > 0) this.#failed.push(name)
    for (const kind of new Set(leaks.map(leak => leak.kind))) {
      const known = this.#kinds.get(kind)
      if (known === undefined) this.#kinds.set(kind, { count: 1, name, first: history })
      else known.count++
    }
  }

  /** The numbers, and the shortest history found of each of the kinds that are most common. */
  async summary(): Promise<string> {
    const lines = [
      `A token lives on after ${this.#failed.length} of ${this.#histories} histories: ${this.#failed.slice(0, mostNames).join(', ')}`,
      `A promise is broken in ${this.#broken.length}: ${this.#broken.slice(0, mostNames).join(', ')}`,
    ]
    const common = [...this.#kinds].sort(([, one], [, other]) => other.count - one.count)
    for (const [kind, { count, name, first }] of common.slice(0, mostKinds)) {
      const history = await shorten(first, async shorter =>
        (await this.#live(shorter)).leaks.some(leak => leak.kind === kind),
      )
      const found = (await this.#live(history)).leaks.find(leak => leak.kind === kind)
      lines.push(`${count} times ${kind}`, `  ${name}: ${found?.what}`, `  ${JSON.stringify(history)}`)
    }
    return lines.join('\n')
  }
}
