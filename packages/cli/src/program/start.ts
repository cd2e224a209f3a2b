import type { Io } from '../terminal/io.js'

/** Runs the subcommand that the arguments name, and answers the exit code. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  const program = await import('./run-program.js')
  return program.runProgram(argv, io)
}

/** Prints how the last word can go on. */
export async function complete(words: readonly string[]): Promise<void> {
  const completion = await import('../completion/complete.js')
  return completion.complete(words)
}
