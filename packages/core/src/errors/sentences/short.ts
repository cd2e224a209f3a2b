import type { AuthErrorCode } from '../error-codes.js'
import type { Sentences } from './sentences.js'

const page = 'https://github.com/looker-auth/looker-auth/blob/main/docs/errors.md'

/** What is said of a code in a page's production build: its words, and where the whole sentence is. */
export function sentencesOf(code: AuthErrorCode): Sentences {
  return { message: `Looker Auth: ${code.replaceAll('_', ' ')}.`, hint: `See ${page}#${code}` }
}

/** The stack stays as the browser made it: its tools show what is whose. */
export function showStack(_error: Error, _head: string): void {}
