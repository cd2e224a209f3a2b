/** The command was called in a way that cannot work. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** The next step: one sentence. */
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.hint = hint
  }
}
