import { Interrupted } from './interrupted.js'
import { type Io, readInput } from './io.js'
import { UsageError } from './usage-error.js'

/** What is asked for, and how to give it where there is no terminal. */
export interface Question {
  readonly message: string
  readonly hint: string
}

/** Asks for a secret, which is not shown. */
export async function askSecret(io: Io, question: Question): Promise<string> {
  refuseWithoutTerminal(io, question)
  const { message } = question
  const { password } = await import('../apart/password.js')
  const { signal, stdin, stderr } = io
  // Stdout is for what the command answers: it may be a pipe.
  const context = { input: stdin, output: stderr, signal }
  return password({ message, mask: false }, context).then(
    secret => secret.trim(),
    error => {
      throw error?.name === 'ExitPromptError' ? new Interrupted() : error
    },
  )
}

/**
 * Asks for a line.
 *
 * @throws UsageError where the line is empty.
 */
export async function askLine(io: Io, question: Question): Promise<string> {
  const line = await readLine(io, question)
  if (line !== '') return line
  throw new UsageError(`Nothing was typed for: ${question.message}`, question.hint)
}

async function readLine(io: Io, question: Question): Promise<string> {
  refuseWithoutTerminal(io, question)
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: io.stdin, output: io.stderr })
  const interruption = new AbortController()
  // On a terminal that it reads, Ctrl-C is a key, and Ctrl-D the end of the input.
  for (const event of ['SIGINT', 'close'] as const)
    lines.once(event, () => interruption.abort(new Interrupted()))
  try {
    return (await lines.question(`${question.message} `, { signal: interruption.signal })).trim()
  } catch (error) {
    throw interruption.signal.aborted ? new Interrupted() : error
  } finally {
    lines.close()
  }
}

/** What a program wrote to stdin, without white space around it. */
export async function readSecret(io: Io): Promise<string> {
  return (await readInput(io)).toString('utf8').trim()
}

function refuseWithoutTerminal(io: Io, { message, hint }: Question): void {
  if (io.stdin.isTTY && io.stderr.isTTY) return
  throw new UsageError(`There is no terminal on which to ask for: ${message}`, hint)
}
