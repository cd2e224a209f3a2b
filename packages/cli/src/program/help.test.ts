import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Io } from '../terminal/io'
import { commands } from './commands'
import type { CommandDefinition, Example } from './definition'
import { globalOptions } from './global-options'
import { buildProgram } from './program'

/** Every subcommand, and those below it, by their words. */
function pathsOf(definitions: readonly CommandDefinition[], before: readonly string[] = []): Path[] {
  return definitions.flatMap(definition => {
    const words = [...before, definition.name]
    return [{ words, definition }, ...pathsOf(definition.commands ?? [], words)]
  })
}

interface Path {
  readonly words: readonly string[]
  readonly definition: CommandDefinition
}

async function helpOf(words: readonly string[], columns: number | undefined): Promise<string> {
  let shown = ''
  const stdout = new Writable({
    write(chunk, _, done) {
      shown += chunk
      done()
    },
  })
  Object.assign(stdout, columns === undefined ? {} : { isTTY: true, columns })
  const io = { env: {}, stdin: process.stdin, stdout, stderr: stdout, signal: new AbortController().signal }
  await buildProgram(io as unknown as Io, '1.2.3', () => {})
    .parseAsync(['help', ...words], { from: 'user' })
    .catch(error => expect(error.exitCode).toBe(0))
  return shown
}

const unwrapped = (text: string): string => text.replaceAll(/\s+/g, ' ')
const paths = pathsOf(commands)
const globals = globalOptions.flatMap(({ options }) => options)

describe.each([40, 80, 200])('in %i columns', columns => {
  test.each(paths)('the help of $words fits', async ({ words, definition }) => {
    const lines = (await helpOf(words, columns)).split('\n')
    // A command line to copy stays whole.
    const examples = (definition.examples ?? []).flatMap(indentedLines)
    const tooLong = lines.filter(line => line.length > columns && !examples.includes(line))
    expect(tooLong).toEqual([])
  })

  test('the help fits', async () => {
    expect((await helpOf([], columns)).split('\n').filter(line => line.length > columns)).toEqual([])
  })
})

test('is 80 columns wide where there is no terminal', async () => {
  expect(await helpOf(['fetch'], undefined)).toBe(await helpOf(['fetch'], 80))
})

test('lists every command, and every option under its heading', async () => {
  const help = unwrapped(await helpOf([], 80))
  for (const { name, summary } of commands)
    expect(help).toMatch(new RegExp(` ${name} (\\S+ )?${literal(summary)} `))
  for (const { heading, options } of globalOptions)
    expect(help).toContain(` ${heading} ${options[0]?.flags} `)
  for (const { flags, description } of globals) expect(help).toContain(` ${flags} ${description}`)
})

test.each(paths)(
  'the help of $words says all of its definition, its own options before the others',
  async path => {
    const {
      description,
      options = [],
      arguments: taken = [],
      examples = [],
      commands: children = [],
    } = path.definition
    const help = unwrapped(await helpOf(path.words, 80))
    const own = [
      description,
      ...taken.map(({ syntax, description: what }) => `${syntax.replaceAll(/[<>[\]]/g, '')} ${what}`),
      ...options.map(({ flags, description: what }) => `${flags} ${what}`),
      ...examples.flat(),
      ...children.map(({ summary }) => summary),
    ]
    for (const text of own) expect(help).toContain(unwrapped(text))
    const others = help.indexOf(globalOptions[0]?.heading ?? '')
    for (const text of own) expect(help.indexOf(unwrapped(text))).toBeLessThan(others)
    for (const { flags } of globals) expect(help.slice(others)).toContain(` ${flags} `)
  },
)

test('no example is too long for 80 columns', () => {
  const lines = paths.flatMap(({ definition }) => definition.examples ?? []).flatMap(indentedLines)
  expect(lines.filter(line => line.length > 80)).toEqual([])
})

function indentedLines([example]: Example): string[] {
  return example.split('\n').map(line => `  ${line}`)
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
