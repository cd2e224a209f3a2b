import { UsageError } from '../failures/usage-error.js'
import { Interrupted } from './interrupted.js'
import { type Io, readInput } from './io.js'

/** What is asked for, and how to give it where there is no terminal. */
export interface Question {
  readonly message: string
  readonly hint: string
}

/** Asks for a secret, which is not shown. */
export async function askSecret(io: Io, question: Question): Promise<string> {
  refuseWithoutTerminal(io, question)
  const { password } = await import('../apart/prompts.js')
  return answered(password({ message: question.message, mask: false }, contextOf(io)))
}

/**
 * Asks for a line. What is pasted behind it, such as a secret, is not shown.
 *
 * @throws UsageError where the line is empty.
 */
export async function askLine(io: Io, question: Question): Promise<string> {
  refuseWithoutTerminal(io, question)
  const { input } = await import('../apart/prompts.js')
  const line = await answered(input({ message: question.message }, contextOf(io)))
  if (line !== '') return line
  throw new UsageError(`Nothing was typed for: ${question.message}`, question.hint)
}

/** Stdout is for what the command answers: it may be a pipe. */
function contextOf({ stdin, stderr, signal }: Io) {
  return { input: stdin, output: stderr, signal }
}

async function answered(answer: Promise<string>): Promise<string> {
  try {
    return (await answer).trim()
  } catch (error) {
    throw (error as Error | undefined)?.name === 'ExitPromptError' ? new Interrupted() : error
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
