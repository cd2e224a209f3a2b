import type { Command, Complete, RootCommand } from '@bomb.sh/tab'
import type { CommandDefinition, OptionDefinition } from '../program/definition.js'

/** What the words of a command line are completed from. */
export interface Completable {
  readonly commands: readonly CommandDefinition[]
  /** The options that all commands take. */
  readonly options: readonly OptionDefinition[]
  /** The names of the profiles. */
  readonly profiles: readonly string[]
}

const help: OptionDefinition = { flags: '-h, --help', description: 'show the help' }
const version: OptionDefinition = { flags: '-V, --version', description: 'print the version' }

/** The command as the completion library takes it. */
export async function completionsOf({ commands, options, profiles }: Completable): Promise<RootCommand> {
  const { RootCommand } = await import('../apart/completion.js')
  const root = new RootCommand()
  addOptions(root, [...options, help, version], profiles)
  addCommands(commands, '')
  const summaries = commands.map(({ name, summary }): Suggestion => [name, summary])
  root.command('help', 'show the help of a command').argument('command', suggest(summaries))
  return root

  function addCommands(definitions: readonly CommandDefinition[], before: string): void {
    for (const definition of definitions) {
      const path = `${before}${definition.name}`
      const command = root.command(path, definition.summary)
      addOptions(command, [...(definition.options ?? []), ...options, help], profiles)
      for (const { syntax, choices = [], names } of definition.arguments ?? []) {
        const values = names === 'profiles' ? profiles : choices
        command.argument(syntax, suggest(values.map(value => [value, ''])))
      }
      addCommands(definition.commands ?? [], `${path} `)
    }
  }
}

/** `-X, --request <method>`. Loading commander for this would slow down each press of the tab key. */
const flagsSyntax = /^(?:-(\w), )?--([\w-]+)(?: (<.+>))?$/

function addOptions(
  command: Command,
  options: readonly OptionDefinition[],
  profiles: readonly string[],
): void {
  for (const { flags, description, choices = [] } of options) {
    const [, alias, name = '', value] = flagsSyntax.exec(flags) ?? []
    const values = name === 'profile' ? profiles : choices
    if (value !== undefined)
      command.option(name, description, suggest(values.map(value => [value, ''])), alias)
    else if (alias === undefined) command.option(name, description)
    else command.option(name, description, alias)
  }
}

type Suggestion = readonly [value: string, description: string]

function suggest(suggestions: readonly Suggestion[]): (complete: Complete) => void {
  return complete => {
    for (const [value, description] of suggestions) complete(value, description)
  }
}
