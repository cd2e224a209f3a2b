import { CommanderError } from 'commander'
import { exitCodes, interruptedBy } from '../terminal/exit-codes.js'
import { Interrupted } from '../terminal/interrupted.js'
import type { Io } from '../terminal/io.js'
import { version } from '../version.js'
import { buildProgram } from './program.js'

/** Runs the subcommand that the arguments name, and answers the exit code. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.done.code
  const program = buildProgram(io, version, ended => {
    code = ended
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage.code
    if (io.signal.aborted || error instanceof Interrupted) return interruptedBy(io.signal)
    // What tells of failures loads @looker-auth/node, which the help does without.
    const { printFailure } = await import('../terminal/print-failure.js')
    return printFailure(io, error, program.opts())
  }
}
