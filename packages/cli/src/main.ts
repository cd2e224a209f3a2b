import { exitCodes } from './failures/exit-codes.js'
import { type Io, print } from './terminal/io.js'
import { version } from './version.js'

/**
 * Runs the command. What a call does not need is not loaded: shells and scripts start it often.
 *
 * @param argv What stands after the name of the command.
 * @returns The exit code.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const [first = '', ...words] = argv
  if (['--version', '-V'].includes(first)) {
    await print(io, `${version}\n`)
    return exitCodes.done.code
  }
  const { complete, runProgram } = await import('./program/start.js')
  if (first === 'complete') {
    await complete(words[0] === '--' ? words.slice(1) : words)
    return exitCodes.done.code
  }
  return runProgram(argv, io)
}
