import { BoundedMap } from '../runtime/bounded-map.js'
import { Refusal } from './refusal.js'

/** Application sessions whose sign-outs are remembered, for requests that began before them. */
const mostRemembered = 10_000

/** The sign-outs of application sessions in this process: what began before one gets nothing after it. */
export class SignOuts {
  readonly #endedAt = new BoundedMap<number>(mostRemembered)
  /** Counts up with each beginning and end. */
  #moment = 0

  /** Call when a request begins, before it is known whose it is: its sign-out may come in the middle of it. */
  begin(): number {
    return ++this.#moment
  }

  /** The application session of that name ends now. */
  note(name: string): void {
    this.#endedAt.set(name, ++this.#moment)
  }

  /** @throws Refusal `signed_out` where the application session was ended since the request began. */
  refuseIfEnded(name: string, began: number): void {
    if ((this.#endedAt.get(name) ?? 0) > began) throw new Refusal('signed_out')
  }

  /**
   * Does work for a request that began then.
   *
   * @throws Refusal `signed_out` where its application session was ended since, whatever else went wrong by that; else what the work throws.
   */
  async unlessEnded<T>(name: string, began: number, work: () => Promise<T>): Promise<T> {
    this.refuseIfEnded(name, began)
    try {
      const result = await work()
      this.refuseIfEnded(name, began)
      return result
    } catch (error) {
      if (!(error instanceof Refusal)) this.refuseIfEnded(name, began)
      throw error
    }
  }
}
