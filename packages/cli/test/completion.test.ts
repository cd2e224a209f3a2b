import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type InstalledCommand, installedCommand } from './installed-command'
import { testWith } from './test-with'

let command: InstalledCommand

beforeAll(async () => {
  command = await installedCommand()
  for (const name of ['me.looker.com:19999', 'prod'])
    await command.call('profile', 'add', name, '--base-url', 'https://me.looker.com')
})

afterAll(() => command.remove())

describe('what a command line can go on with', () => {
  test.each<[what: string, words: string[], values: string[]]>([
    ['a subcommand', ['tok'], ['token']],
    ['a subcommand after an option with its value', ['--section', 'Looker', 'who'], ['whoami']],
    ['a subcommand of a subcommand', ['profile', 're'], ['remove']],
    ['a command whose help is asked for', ['help', 'st'], ['status']],
    ['an option of a subcommand', ['fetch', '--pa'], ['--paginate']],
    ['an option that all subcommands take', ['token', '--api'], ['--api-version']],
    ['a value of an option', ['token', '--api-version', '3'], ['3.0', '3.1']],
    ['a value behind an equals sign', ['token', '--workspace=d'], ['dev']],
    ['a value of an argument', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['a profile for --profile', ['token', '--profile', ''], ['me.looker.com:19999', 'prod']],
    ['a profile to use', ['profile', 'use', 'p'], ['prod']],
    ['a profile to remove', ['profile', 'remove', 'me'], ['me.looker.com:19999']],
    ['nothing, behind a new name', ['profile', 'add', ''], []],
  ])('%s', async (_, words, values) => {
    const printed = await command.call('complete', '--', ...words)
    const lines = printed.trimEnd().split('\n')
    expect(lines.slice(0, -1).map(line => line.split('\t')[0])).toEqual(values)
  })
})

describe('the tab key', () => {
  const inBash = (...words: string[]): Promise<string> => {
    const script = `source <(looker-auth completion bash)
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
      _looker_auth
      printf '%s\\n' "\${COMPREPLY[@]}"`
    return command.run('bash', '--norc', '-c', script, 'bash', ...words)
  }

  testWith('bash', 'completes a subcommand in bash', async () => {
    expect(await inBash('looker-auth', 'tok')).toBe('token\n')
  })

  testWith('bash', 'completes what bash has split at colons and equals signs', async () => {
    expect(await inBash('looker-auth', 'token', '--workspace', '=', 'd')).toBe('dev\n')
    expect(await inBash('looker-auth', 'profile', 'use', 'me.looker.com', ':', '1')).toBe('19999\n')
    expect(await inBash('looker-auth', '--profile', '=', 'me.looker.com', ':', '1')).toBe('19999\n')
  })

  testWith('bash', 'runs nothing of what the user has typed', async () => {
    expect(await inBash('looker-auth', 'fetch', '$(touch evaluated)', '--pag')).toBe('--paginate\n')
    expect(await command.run('ls')).not.toContain('evaluated')
  })

  testWith('fish', 'completes a subcommand and a profile in fish', async () => {
    const complete = (line: string) =>
      command.run('fish', '-c', `looker-auth completion fish | source; complete -C '${line}'`)
    expect(await complete('looker-auth tok')).toBe('token\tprint an access token\n')
    expect(await complete('looker-auth profile use me.looker.com:')).toBe('me.looker.com:19999\n')
  })

  testWith('zsh', 'completes a subcommand in zsh', async () => {
    // A terminal, for zsh completes nowhere else.
    const script = `zmodload zsh/zpty
      zpty shell 'zsh -f -i'
      zpty -w shell 'autoload -U compinit; compinit -u -D; source <(looker-auth completion zsh); echo LOA""DED'
      zpty -r -m shell before '*LOADED*'
      zpty -n -w shell $'looker-auth tok\\t--help; echo DO""NE\\n'
      zpty -r -m shell after '*DONE*'
      print -r -- $after`
    expect(await command.run('zsh', '-f', '-c', script)).toContain('Usage: looker-auth token [options]')
  })
})
