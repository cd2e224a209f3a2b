/** What is known of one error code: what happened, and the usual next step. */
export interface Sentences {
  readonly message: string
  readonly hint: string
}
