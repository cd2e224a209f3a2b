import type { Result } from '../model'
import type { Problem } from '../problem'

/** Counts how calls ended. */
export class Tally {
  readonly #answered = new Map<string, { as: string; count: number; wrong: boolean }>()
  readonly #problems = new Map<string, { problem: Problem; count: number }>()

  /** @param wrong Whether it is somebody else than who was meant: it must never be. */
  answered(as: string, wrong: boolean): void {
    const key = `${as} ${wrong}`
    const { count = 0 } = this.#answered.get(key) ?? {}
    this.#answered.set(key, { as, count: count + 1, wrong })
  }

  failed(problem: Problem): void {
    const key = `${problem.code} ${problem.what}`
    const { count = 0 } = this.#problems.get(key) ?? {}
    this.#problems.set(key, { problem, count: count + 1 })
  }

  result(title: string, note?: string): Result {
    return {
      title,
      answered: [...this.#answered.values()],
      problems: [...this.#problems.values()],
      ...(note !== undefined && { note }),
    }
  }
}
