/** Looker answered a request of the user's own with a status of 400 or more. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  readonly status: number
  /** The next step, where one is known; else empty. */
  readonly hint: string

  constructor(message: string, status: number, hint: string) {
    super(message)
    this.status = status
    this.hint = hint
  }
}
