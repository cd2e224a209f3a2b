import { Command } from 'commander'

/** `help`, which shows the help of the command that its words name: `help profile add`. */
export function helpCommandOf(parent: Command): Command {
  return new Command('help')
    .copyInheritedSettings(parent)
    .description('show the help of a command')
    .argument('[command...]', 'its name')
    .action((words: readonly string[]) => commandAt(parent, words).help())
}

function commandAt(parent: Command, [word, ...further]: readonly string[]): Command {
  if (word === undefined) return parent
  const child = parent.commands.find(command => command.name() === word)
  return child === undefined ? refuse(parent, word) : commandAt(child, further)
}

/** As commander refuses a word that names no command, with its guess at what was meant. */
function refuse(parent: Command, word: string): never {
  const same = new Command().copyInheritedSettings(parent)
  for (const command of parent.commands) same.command(command.name())
  same.parse([word], { from: 'user' })
  throw new Error(`commander took the word ${word}`)
}
