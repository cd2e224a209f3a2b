import { describe, expect, test } from 'vitest'
import { fillParts, generatedParts, manualPage } from '../../../scripts/lib/command-manual.mjs'

const definitions = {
  commands: [
    {
      name: 'profile',
      summary: 'profiles',
      description: 'Keeps profiles.',
      commands: [
        {
          name: 'use',
          summary: 'use one',
          description: 'Uses a profile.',
          arguments: [{ syntax: '<name>', description: 'the profile' }],
          options: [{ flags: '--in <place>', description: 'a|b', choices: ['here', 'there'] }],
          examples: [['looker-auth profile use prod |\n  cat', 'use it']] as const,
        },
      ],
    },
  ],
  globalOptions: [{ heading: 'Output:', options: [{ flags: '--json', description: 'JSON' }] }],
  exitCodes: { done: { code: 0, meaning: 'done' } },
  signalCodes: { SIGINT: { code: 130, meaning: 'ended by Ctrl-C' } },
}
const page = [
  '# The command',
  'It prints [tokens](session.md).',
  '## Which instance, and as whom\n\nThe first.',
  '## Environment\n\n| variable | what it is |\n|---|---|\n| `NO_COLOR` | no colours |',
  '## Files\n\nA file.',
].join('\n\n')

describe('the reference of the command', () => {
  test('has each command by its whole name, with its options, choices and examples', () => {
    const { commands } = generatedParts(definitions)
    expect(commands).toContain('### looker-auth profile use\n\n`looker-auth profile use [options] <name>`')
    expect(commands).toContain('| `--in <place>` | a\\|b: `here`, `there` |')
    expect(commands).toContain('# use it\nlooker-auth profile use prod |\n  cat')
  })

  test('has its parts between their comments, and keeps what is around them', () => {
    const text = 'before\n<!-- generated: options -->\nold\n<!-- /generated -->\nafter'
    const filled = fillParts(text, { options: 'new' })
    expect(filled).toBe('before\n<!-- generated: options -->\n\nnew\n\n<!-- /generated -->\nafter')
    expect(fillParts(filled, { options: 'new' })).toBe(filled)
  })

  test('is refused without the comments of a part', () => {
    expect(() => fillParts('no comments', { options: 'new' })).toThrow('<!-- generated: options -->')
  })
})

describe('the manual page', () => {
  test('has the commands, and what only the document says, without its links and tables', () => {
    const manual = manualPage(definitions, page)
    expect(manual).toContain('## DESCRIPTION\n\nIt prints tokens.')
    expect(manual).toContain('### looker-auth profile use [options] <name>\n\nUses a profile.')
    expect(manual).toContain('Use it:\n\n    looker-auth profile use prod |\n      cat')
    expect(manual).toContain('## ENVIRONMENT\n\n- `NO_COLOR`: no colours')
    expect(manual).toContain('## EXIT STATUS\n\n- 0: done\n- 130: ended by Ctrl-C')
  })

  test('is refused where the document lacks a section', () => {
    expect(() => manualPage(definitions, page.replace('## Files', '## Folders'))).toThrow('section "Files"')
  })
})
