import { NOT_FOUND, TOO_MANY_REQUESTS } from '../http/answers'

export interface InvalidField {
  readonly field: string
  readonly code: string
  readonly message: string
}

/** A success that shows something; `fields` of the query can select parts of it. */
export interface Shown {
  readonly kind: 'shown'
  readonly body: unknown
}

/** A refusal, without the address of its documentation, which depends on the operation. */
export interface Refused {
  readonly kind: 'refused'
  readonly status: number
  readonly message: string
  readonly errors?: readonly InvalidField[]
  readonly headers?: Readonly<Record<string, string>>
}

/** What an operation comes to. A Response is answered as it is. */
export type Result = Response | Shown | Refused

export const shown = (body: unknown): Shown => ({ kind: 'shown', body })

export const refused = (status: number, message: string): Refused => ({ kind: 'refused', status, message })

export const notFound = (): Refused => refused(404, NOT_FOUND)

export const validationFailed = (errors: readonly InvalidField[]): Refused => ({
  ...refused(422, 'Validation Failed'),
  errors,
})

export const tooManyRequests = (retryAfterSeconds: number | undefined): Refused => ({
  ...refused(429, TOO_MANY_REQUESTS),
  headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
})
