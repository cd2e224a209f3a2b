import type { Command, Help, HelpConfiguration, Option } from 'commander'
import type { Example } from './definition.js'

/** Descriptions stand beside their terms if they have this many columns there, else below them. */
const fewestColumns = 30
const usualColumns = 80
const indentBelow = ' '.repeat(6)

/** How the help of a command is laid out: what is its own stands before the options that all commands take. */
export function helpLayout(examples: readonly Example[] = []): HelpConfiguration {
  return {
    showGlobalOptions: true,
    minWidthToWrap: 1,
    formatItem,
    formatHelp: (command, helper) => formatHelp(command, helper, examples),
  }
}

function formatHelp(command: Command, helper: Help, examples: readonly Example[]): string {
  const columns = columnsOf(helper)
  const termWidth = helper.padWidth(command, helper)
  const items = <T>(all: readonly T[], term: (one: T) => string, description: (one: T) => string) =>
    all.map(one => helper.formatItem(term(one), termWidth, description(one), helper))
  const groups = (options: Option[]) =>
    [...helper.groupItems(options, options, ({ helpGroupHeading = 'Options:' }) => helpGroupHeading)].map(
      ([heading, group]) => [heading, ...items(group, helper.optionTerm, helper.optionDescription)],
    )
  const sections = [
    [helper.boxWrap(`Usage: ${helper.commandUsage(command)}`, columns)],
    [helper.boxWrap(helper.commandDescription(command), columns)],
    headed(
      'Arguments:',
      items(helper.visibleArguments(command), helper.argumentTerm, helper.argumentDescription),
    ),
    headed('Commands:', items(helper.visibleCommands(command), subcommandTerm, helper.subcommandDescription)),
    ...groups(helper.visibleOptions(command)),
    headed(
      'Examples:',
      examples.map(([line, what]) => `  ${line.replaceAll('\n', '\n  ')}\n${below(what, helper)}`),
    ),
    ...groups(helper.visibleGlobalOptions(command).filter(({ long }) => long !== '--version')),
  ]
  return sections.flatMap(lines => (lines.length === 0 ? [] : [`${lines.join('\n')}\n`])).join('\n')
}

function headed(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines]
}

/** Without `[options]`: every command has some. */
function subcommandTerm(command: Command): string {
  const names = command.registeredArguments.map(argument =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  )
  return [command.name(), ...names].join(' ')
}

function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  const beside = columnsOf(helper) - termWidth - 4
  if (beside < fewestColumns) return `  ${term}\n${below(description, helper)}`
  const indent = ' '.repeat(termWidth + 4)
  return `  ${term.padEnd(termWidth)}  ${helper.boxWrap(description, beside).replaceAll('\n', `\n${indent}`)}`
}

function below(text: string, helper: Help): string {
  const lines = helper.boxWrap(text, columnsOf(helper) - indentBelow.length)
  return `${indentBelow}${lines.replaceAll('\n', `\n${indentBelow}`)}`
}

function columnsOf({ helpWidth = usualColumns }: Help): number {
  return helpWidth
}
