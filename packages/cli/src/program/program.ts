import { Argument, Command, Option } from 'commander'
import { UsageError } from '../failures/usage-error.js'
import type { Io } from '../terminal/io.js'
import { commands } from './commands.js'
import type { CommandDefinition, OptionDefinition } from './definition.js'
import { globalOptions, secretOptions } from './global-options.js'
import { helpLayout } from './help.js'
import { helpCommandOf } from './help-command.js'

/** Gets the exit code of the subcommand that ran. */
export type Finished = (code: number) => void

/** The command, with all subcommands as they are defined. Their code is loaded when they run. */
export function buildProgram(io: Io, version: string, finished: Finished): Command {
  const program = new Command('looker-auth')
    .description('Looker API tokens at a shell, and what is wrong where there is none.')
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show the help')
    .helpCommand(false)
    .configureHelp(helpLayout())
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text => io.stderr.write(text),
      // It is thrown too, and printed as every failure.
      outputError: () => {},
      getOutHelpWidth: () => columnsOf(io.stdout),
      getErrHelpWidth: () => columnsOf(io.stderr),
    })
    .exitOverride()
  for (const { heading, options } of globalOptions) {
    program.optionsGroup(heading)
    for (const definition of options) program.addOption(optionOf(definition))
  }
  for (const name of secretOptions) program.addOption(refusedOption(name))
  for (const definition of commands) program.addCommand(commandOf(definition, program, io, finished))
  return program.addCommand(helpCommandOf(program))
}

function commandOf(definition: CommandDefinition, parent: Command, io: Io, finished: Finished): Command {
  const { name, summary, description, passesOn = false, examples = [], load } = definition
  const command = new Command(name)
    .copyInheritedSettings(parent)
    .configureHelp(helpLayout(examples))
    .summary(summary)
    .description(description)
  for (const option of definition.options ?? []) command.addOption(optionOf(option))
  for (const { syntax, description, choices } of definition.arguments ?? []) {
    const argument = new Argument(syntax, description)
    command.addArgument(choices === undefined ? argument : argument.choices([...choices]))
  }
  if (passesOn) command.allowUnknownOption().argument('[options...]', 'handed on').helpOption(false)
  for (const child of definition.commands ?? []) command.addCommand(commandOf(child, command, io, finished))
  if (definition.commands !== undefined) command.helpCommand(false).addCommand(helpCommandOf(command))
  if (load !== undefined)
    command.action(async () => {
      const { run } = await load()
      const flags = command.optsWithGlobals()
      finished((await run({ args: command.args, flags, io: coloured(io, flags.color) })) ?? 0)
    })
  return command
}

/** Inherits, so that stdin is opened only where it is read. */
function coloured(io: Io, color: boolean | undefined): Io {
  return Object.create(io, { color: { value: color } })
}

/** Of a terminal; elsewhere commander's own. */
function columnsOf({ isTTY, columns }: NodeJS.WriteStream): number {
  return isTTY && columns > 0 ? columns : 80
}

function optionOf({ flags, description, choices, repeatable = false, ifEmpty }: OptionDefinition): Option {
  const option = new Option(flags, description)
  if (ifEmpty !== undefined)
    option.argParser((value: string) => {
      if (value.trim() !== '') return value
      throw new UsageError(`The value of the option ${option.long} is empty.`, ifEmpty)
    })
  if (choices !== undefined) option.choices([...choices])
  if (repeatable) option.argParser((value: string, before: string[] = []) => [...before, value])
  return option
}

function refusedOption(name: string): Option {
  return new Option(`${name} [value]`).hideHelp().argParser(() => {
    throw new UsageError(
      `The option ${name} is refused: other users of this machine see arguments (ps), and the shell writes them into its history. If it was a real secret, replace it.`,
      'Give the secret by LOOKERSDK_CLIENT_SECRET, in looker.ini or ~/.netrc (--netrc), or let `looker-auth login` ask for it.',
    )
  })
}
