import { type Command, CommanderError } from 'commander'
import { exitCodes, interruptedBy } from '../failures/exit-codes.js'
import { UsageError } from '../failures/usage-error.js'
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
    // Help: it was printed.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done.code
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage.code
    if (io.signal.aborted || error instanceof Interrupted) return interruptedBy(io.signal)
    // What tells of failures loads @looker-auth/node, which the help does without.
    const { printFailure } = await import('../failures/print-failure.js')
    if (!(error instanceof CommanderError)) return printFailure(io, error, program.opts())
    // What stands behind a wrong option was not read.
    const json = argv.includes('--json')
    return printFailure(io, wrongUsage(error, program, argv), { ...program.opts(), json })
  }
}

/** Where the options of the subcommand are listed, as far as it is known. */
function hintFor(program: Command, argv: readonly string[]): string {
  // Commander keeps no words where it refuses the value of an option.
  const path = pathOf(program, program.args.length === 0 ? argv : program.args)
  const topic = path.length === 0 || path.includes('help') ? '' : ` ${path.join(' ')}`
  return `Run: looker-auth help${topic}. It lists the ${topic === '' ? 'commands and options' : 'options'}.`
}

function pathOf(command: Command, [word, ...further]: readonly string[]): readonly string[] {
  const child = command.commands.find(one => one.name() === word)
  return child === undefined ? [] : [child.name(), ...pathOf(child, further)]
}

/** What commander refuses. The value of an option that is not known may be a secret. */
function wrongUsage(
  { code, message }: CommanderError,
  program: Command,
  argv: readonly string[],
): UsageError {
  const hint = hintFor(program, argv)
  const [what = '', guess = ''] = message.replace(/^error: /, '').split('\n')
  if (code !== 'commander.unknownOption') return new UsageError(`${what} ${guess}`.trim(), hint)
  const [name = ''] = /--[^='\s]+|-[^-]/.exec(what) ?? []
  const owner = ownerOf(name, program, argv)
  if (owner !== undefined)
    return new UsageError(
      `The option ${name} of ${owner} stands before the subcommand.`,
      `Write it after the subcommand: looker-auth ${owner} ${name} ...`,
    )
  return new UsageError(`unknown option '${name}' ${guess}`.trim(), hint)
}

/** The subcommand behind an option that is its own, but stands before it. */
function ownerOf(option: string, program: Command, argv: readonly string[]): string | undefined {
  const behind = argv.slice(argv.findIndex(one => one.startsWith(option)) + 1)
  const word = behind.find(one => program.commands.some(command => command.name() === one))
  const command = program.commands.find(one => one.name() === word)
  return command?.options.some(({ short, long }) => short === option || long === option) ? word : undefined
}
