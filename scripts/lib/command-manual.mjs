/**
 * The command's own definitions, as packages/cli has them.
 *
 * @typedef {{ flags: string, description: string, choices?: readonly string[] }} Option
 * @typedef {{ syntax: string, description: string, choices?: readonly string[] }} Argument
 * @typedef {{ name: string, summary: string, description: string, arguments?: readonly Argument[], options?: readonly Option[],
 *   examples?: readonly (readonly [string, string])[], commands?: readonly Command[] }} Command
 * @typedef {{ commands: readonly Command[], globalOptions: readonly { heading: string, options: readonly Option[] }[],
 *   exitCodes: Record<string, { code: number, meaning: string }>, signalCodes: Record<string, { code: number, meaning: string }> }} Definitions
 */

/**
 * The parts of docs/cli.md that follow from the definitions, by the names in its comments.
 *
 * @param {Definitions} definitions
 * @returns {Record<string, string>}
 */
export function generatedParts(definitions) {
  return {
    commands: definitions.commands
      .flatMap(command => withChildren(command))
      .map(commandSection)
      .join('\n\n'),
    options: definitions.globalOptions
      .map(({ heading, options }) => `**${heading.replace(/:$/, '')}**\n\n${optionTable(options)}`)
      .join('\n\n'),
    'exit codes': table('code', exitCodeRows(definitions)),
  }
}

/**
 * Puts each part between its comments: `<!-- generated: name -->` and `<!-- /generated -->`.
 *
 * @param {string} page
 * @param {Record<string, string>} parts
 */
export function fillParts(page, parts) {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const [start, end] = [`<!-- generated: ${name} -->\n`, '\n<!-- /generated -->']
    const from = text.indexOf(start)
    const to = text.indexOf(end, from)
    if (from === -1 || to === -1)
      throw new Error(`docs/cli.md has no part between ${start.trim()} and ${end.trim()}.`)
    return `${text.slice(0, from)}${start}\n${part}\n${text.slice(to)}`
  }, page)
}

/**
 * The manual page, in Markdown for marked-man. What the definitions do not say is taken from docs/cli.md.
 *
 * @param {Definitions} definitions
 * @param {string} page
 */
export function manualPage(definitions, page) {
  const commands = definitions.commands.flatMap(command => withChildren(command))
  const [intro = ''] = page.split('\n\n').slice(1)
  const list = (/** @type {readonly (readonly string[])[]} */ rows) =>
    rows.map(([term, meaning]) => `- ${term}: ${meaning}`).join('\n')
  const parts = [
    '# looker-auth(1) -- Looker API tokens at a shell',
    '## SYNOPSIS',
    '`looker-auth` *command* [*options*]',
    '## DESCRIPTION',
    plain(intro),
    '## COMMANDS',
    ...commands.flatMap(command => [
      `### ${usageOf(command)}`,
      command.description,
      list([...(command.arguments ?? []).map(argumentRow), ...(command.options ?? []).map(optionRow)]),
      ...(command.examples ?? []).map(
        ([line, what]) => `${upperFirst(what)}:\n\n    ${line.replaceAll('\n', '\n    ')}`,
      ),
    ]),
    '## OPTIONS',
    ...definitions.globalOptions.flatMap(({ heading, options }) => [
      `### ${heading.replace(/:$/, '')}`,
      list(options.map(optionRow)),
    ]),
    '## INSTANCE AND API KEY',
    plain(sectionOf(page, 'Which instance, and as whom')),
    '## EXIT STATUS',
    list(exitCodeRows(definitions)),
    '## ENVIRONMENT',
    plain(sectionOf(page, 'Environment')),
    '## FILES',
    plain(sectionOf(page, 'Files')),
    '## SEE ALSO',
    'https://github.com/looker-auth/looker-auth/blob/main/docs/cli.md',
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

/**
 * A command and those below it, each by its whole name.
 *
 * @param {Command} command
 * @returns {Command[]}
 */
function withChildren(command) {
  const name = command.name.startsWith('looker-auth ') ? command.name : `looker-auth ${command.name}`
  const children = (command.commands ?? []).map(child => ({ ...child, name: `${name} ${child.name}` }))
  return [{ ...command, name }, ...children.flatMap(child => withChildren(child))]
}

/** @param {Command} command */
function commandSection(command) {
  const { name, description, options = [], examples = [] } = command
  const taken = (command.arguments ?? []).map(argumentRow)
  return [
    `### ${name}`,
    ...(usageOf(command) === name ? [] : [`\`${usageOf(command)}\``]),
    description,
    ...(taken.length === 0 ? [] : [table('argument', taken)]),
    ...(options.length === 0 ? [] : [optionTable(options)]),
    ...(examples.length === 0 ? [] : [`\`\`\`sh\n${examples.map(exampleLines).join('\n')}\n\`\`\``]),
  ].join('\n\n')
}

/** @param {Command} command */
function usageOf({ name, arguments: taken = [], options = [], commands }) {
  const words = [
    name,
    commands && '<command>',
    options.length > 0 && '[options]',
    ...taken.map(({ syntax }) => syntax),
  ]
  return words.filter(Boolean).join(' ')
}

/** @param {readonly Option[]} options */
function optionTable(options) {
  return table('option', options.map(optionRow))
}

/** @param {Option} option */
function optionRow({ flags, ...rest }) {
  return [`\`${flags}\``, withChoices(rest)]
}

/** @param {Argument} argument */
function argumentRow({ syntax, ...rest }) {
  return [`\`${syntax}\``, withChoices(rest)]
}

/** @param {{ description: string, choices?: readonly string[] }} definition */
function withChoices({ description, choices = [] }) {
  return choices.length === 0
    ? description
    : `${description}: ${choices.map(choice => `\`${choice}\``).join(', ')}`
}

/** @param {Definitions} definitions */
function exitCodeRows({ exitCodes, signalCodes }) {
  const rows = [...Object.values(exitCodes), ...Object.values(signalCodes)]
  return rows.map(({ code, meaning }) => [`${code}`, meaning])
}

/** @param {readonly [string, string]} example */
function exampleLines([line, what]) {
  return `# ${what}\n${line}`
}

/**
 * @param {string} head
 * @param {readonly (readonly string[])[]} rows
 */
function table(head, rows) {
  const lines = rows.map(([term = '', meaning = '']) => `| ${term} | ${meaning.replaceAll('|', '\\|')} |`)
  return [`| ${head} | what it is |`, '|---|---|', ...lines].join('\n')
}

/**
 * The text below a heading of the page.
 *
 * @param {string} page
 * @param {string} heading
 */
function sectionOf(page, heading) {
  const [, section] = page.split(`\n## ${heading}\n`)
  if (section === undefined) throw new Error(`docs/cli.md has no section "${heading}".`)
  return section.split('\n## ')[0]?.trim() ?? ''
}

/**
 * Without links, and a table as a list: a manual page has neither.
 *
 * @param {string} text
 */
function plain(text) {
  return text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/^\|[^\n]*\n\|---[^\n]*\n/gm, '')
    .replaceAll(/^\| (.*?) \| (.*) \|$/gm, '- $1: $2')
}

/** @param {string} text */
function upperFirst(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
