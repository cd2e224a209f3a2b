/** The sign-ins that a session knows by name: those that it has served, and those that its sign-outs ended. */
export class SignInNames {
  readonly #served = new Set<string>()
  readonly #ended = new Set<string>()
  readonly #alone: boolean

  /** @param alone Whether no other group can sign in for it. Then, without a store, its sign-outs end all. */
  constructor(alone: boolean) {
    this.#alone = alone
  }

  add(signInId: string): void {
    this.#served.add(signInId)
  }

  /** A sign-out ends that one; without a name, all that it knows. */
  end(signInId?: string): void {
    if (signInId !== undefined) this.#served.add(signInId)
    for (const name of this.#served) this.#ended.add(name)
    this.#served.clear()
  }

  hasEnded(signInId: string | undefined): boolean {
    return this.#alone || (signInId !== undefined && this.#ended.has(signInId))
  }
}
