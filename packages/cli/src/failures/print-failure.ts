import { AuthError } from '@looker-auth/node'
import { AnswerError } from '../request/answer-error.js'
import type { Io } from '../terminal/io.js'
import { tell } from '../terminal/io.js'
import { styleOf } from '../terminal/style.js'
import { columnsOf, wrap } from '../terminal/wrap.js'
import { exitCodeOf } from './exit-code-of.js'
import { messageOf } from './message-of.js'
import { hintOf, inOwnWords } from './own-words.js'
import { UsageError } from './usage-error.js'

/** How a failure is to be shown. */
export interface FailureFlags {
  readonly json?: boolean | undefined
  readonly color?: boolean | undefined
  readonly verbose?: boolean | undefined
}

/** Shows on stderr what failed, and the next step; with --json as JSON. Returns the exit code. */
export function printFailure(io: Io, error: unknown, flags: FailureFlags): number {
  show(io, error, flags)
  return exitCodeOf(error)
}

function show(io: Io, error: unknown, { json, color, verbose }: FailureFlags): void {
  const { code, message, hint } = failureOf(error)
  if (json) {
    tell(io, JSON.stringify({ error: { ...detailsOf(error), code, message, hint } }))
    return
  }
  const style = styleOf(io.stderr, io.env, color)
  const lines = (text: string, first: string): string => linesOf(io, text, first)
  tell(io, lines(`looker-auth: ${message}`, '').replace('looker-auth:', style.red('looker-auth:')))
  if (hint !== '') tell(io, lines(`Next: ${hint}`, '  ').replace('Next:', style.bold('Next:')))
  if (AuthError.is(error))
    tell(io, style.dim(lines(`(${[code, error.baseUrl, waitOf(error)].filter(Boolean).join(', ')})`, '  ')))
  const isForeseen = code !== 'other'
  if (verbose && !isForeseen && error instanceof Error) tell(io, style.dim(error.stack ?? ''))
}

/** On a terminal, lines that break between words; else one line, which is easier to search. */
function linesOf({ stderr }: Io, text: string, first: string): string {
  return stderr.isTTY ? wrap(text, { columns: columnsOf(stderr), first, further: '  ' }) : `${first}${text}`
}

function detailsOf(error: unknown): object {
  if (error instanceof AnswerError) return { status: error.status }
  return AuthError.is(error) ? error.toJSON() : {}
}

/** How long Looker asks to wait. */
function waitOf({ retryAfterMs }: AuthError): string | undefined {
  return retryAfterMs === undefined ? undefined : `try again in ${Math.ceil(retryAfterMs / 1000)} seconds`
}

/** A failure in words. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** What failed, without the next step, and the next step. */
export function failureOf(error: unknown): Failure {
  if (AuthError.is(error)) {
    return { code: error.code, message: inOwnWords(messageOf(error)), hint: hintOf(error) }
  }
  if (error instanceof AnswerError) return { code: 'http', message: error.message, hint: error.hint }
  if (error instanceof UsageError) return { code: 'usage', message: error.message, hint: error.hint }
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'other',
    message,
    hint: 'Run the command again with --verbose, which shows where it failed.',
  }
}
