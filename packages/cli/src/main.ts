import { CommanderError } from 'commander'
import { buildProgram } from './program/program.js'
import { exitCodes, interruptedBy } from './terminal/exit-codes.js'
import { Interrupted } from './terminal/interrupted.js'
import type { Io } from './terminal/io.js'
import { version } from './version.js'

/**
 * Runs the command.
 *
 * @param argv What stands after the name of the command.
 * @returns The exit code.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.done.code
  const [first, ...words] = argv
  if (first === 'complete') {
    const { complete } = await import('./completion/complete.js')
    await complete(words[0] === '--' ? words.slice(1) : words)
    return code
  }
  const program = buildProgram(io, version, ended => {
    code = ended
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage.code
    if (io.signal.aborted || error instanceof Interrupted) return interruptedBy(io.signal)
    // Loaded only now: help and version need no session.
    const { printFailure } = await import('./terminal/print-failure.js')
    return printFailure(io, error, program.opts())
  }
}
