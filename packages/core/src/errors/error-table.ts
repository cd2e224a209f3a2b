import { sentencesOf } from '#sentences'
import { type AuthErrorCode, retryableCodes } from './error-codes.js'
import type { Sentences } from './sentences/sentences.js'

/** What is known of one error code. */
export interface ErrorRow extends Sentences {
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean
}

/** Every code an {@link AuthError} can carry. The codes are stable; the sentences may improve, and are short in a page's production build. */
export const errorTable: Readonly<Record<AuthErrorCode, ErrorRow>> = /* @__PURE__ */ readTable()

function readTable(): Record<AuthErrorCode, ErrorRow> {
  const rows = Object.entries(retryableCodes).map(([code, retryable]) => [
    code,
    { ...sentencesOf(code as AuthErrorCode), retryable },
  ])
  return Object.fromEntries(rows)
}
