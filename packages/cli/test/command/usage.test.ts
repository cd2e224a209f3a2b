import { spawnSync } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { places } from '../command-line.js'
import { serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()
const bin = fileURLToPath(new URL('../../bin/looker-auth.cjs', import.meta.url))

describe('wrong usage', () => {
  it.each([
    [['token', '--nosuch', '--json']],
    [['nosuch', '--json']],
    [['--json', 'token', 'surplus']],
    [['--json', 'token', '--api-version', '9']],
    [['help', 'nosuch', '--json']],
    [['help', 'token', 'surplus', '--json']],
  ])('is JSON on stderr with --json: %j', async args => {
    const { code, stdout, stderr } = await newPlace().run(args)
    expect([code, stdout, JSON.parse(stderr).error.code]).toEqual([2, '', 'usage'])
  })

  it.each([
    [['--nosuch'], "unknown option '--nosuch'", 'help.'],
    [['nosuch'], "unknown command 'nosuch'", 'help.'],
    [['token', '--heade'], "unknown option '--heade'", 'help token.'],
    [['--verbose', 'fetch'], "missing required argument 'path'", 'help fetch.'],
    [['token', '--api-version', '9'], "argument '9' is invalid", 'help token.'],
    [['profile', 'ad'], "unknown command 'ad' (Did you mean add?)", 'help profile.'],
    [['profile', 'add', 'a', '--nosuch'], "unknown option '--nosuch'", 'help profile add.'],
  ])('says what is wrong and where the options are listed: %j', async (args, what, topic) => {
    const { stderr } = await newPlace().run(args)
    expect(stderr).toContain(what)
    expect(stderr).toContain(`Run: looker-auth ${topic}`)
  })

  it.each([
    [['--as', '789', 'whoami'], '--as', 'whoami'],
    [['--verbose', '--as=789', 'token'], '--as', 'token'],
    [['-X', 'GET', 'fetch', '/user'], '-X', 'fetch'],
  ])('says that an option of a subcommand stands before it: %j', async (args, option, subcommand) => {
    const { code, stderr } = await newPlace().run(args)
    expect(code).toBe(2)
    expect(stderr).toContain(`The option ${option} of ${subcommand} stands before the subcommand.`)
    expect(stderr).toContain(`looker-auth ${subcommand} ${option} ...`)
  })

  it.each([
    [['--header', 'whoami'], 'help.'],
    [['--profile', 'token', 'whoami', '--header'], 'help whoami.'],
  ])('does not take an option for that of another subcommand: %j', async (args, topic) => {
    const { stderr } = await newPlace().run(args)
    expect(stderr).toContain("unknown option '--header'")
    expect(stderr).toContain(`Run: looker-auth ${topic}`)
  })
})

describe('an empty client_id', () => {
  it.each([['token'], ['login', '--secret-stdin'], ['profile', 'add', 'a']])(
    'is refused: %s',
    async (...args) => {
      for (const id of ['', ' ']) {
        const { code, stderr } = await newPlace(looker().env).run([...args, '--client-id', id], 'secret')
        expect([code, stderr]).toEqual([
          2,
          expect.stringContaining('The value of the option --client-id is empty.'),
        ])
      }
    },
  )

  it('of a profile is named without words of the library', async () => {
    const place = newPlace()
    const key = ['--client-id', 'x', '--secret-stdin']
    await place.run(['profile', 'add', 'a', '--base-url', looker().url, ...key], 'secret')
    const [file] = place.files().filter(({ name }) => name.endsWith('profiles.json'))
    place.write(file?.name ?? '', file?.text.replace('"x"', '""') ?? '')
    const { code, stderr } = await place.run(['token'])
    expect([code, stderr]).toEqual([3, expect.stringMatching(/client_id/)])
    expect(stderr).not.toMatch(/credentials|function/)
  })
})

describe('the next step', () => {
  it.skipIf(process.platform !== 'linux')('for a store that is no folder names the variable', async () => {
    const place = newPlace(looker().env)
    mkdirSync(join(place.home, 'state'))
    place.write('state/looker-auth', '')
    place.env.XDG_STATE_HOME = join(place.home, 'state')
    const { stdout } = await place.run(['doctor', '--json'])
    const steps: readonly { step: string; next: string }[] = JSON.parse(stdout).steps
    expect(steps.find(({ step }) => step === 'store')?.next).toBe('Set XDG_STATE_HOME to a folder.')
  })

  it('where Looker cannot answer names the address', async () => {
    looker().emulator.faults.add({ match: { path: '/api/4.0/login' }, times: 'always', status: 503 })
    const { code, stderr } = await newPlace(looker().env).run(['token'])
    looker().emulator.faults.clear()
    expect([code, stderr]).toEqual([5, expect.stringContaining(`check ${looker().url}/alive.`)])
  })
})

describe('help', () => {
  it.each([
    [['help'], 'looker-auth <command>'],
    [['help', 'profile'], 'looker-auth profile'],
    [['help', 'profile', 'add'], 'looker-auth profile add'],
    [['profile', 'help', 'add'], 'looker-auth profile add'],
    [['help', 'help'], 'looker-auth help'],
  ])('shows the help of the command that its words name: %j', async (args, usage) => {
    const { code, stdout, stderr } = await newPlace().run(args)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`Usage: ${usage} `)
  })

  it.each([
    [['help', 'fetsh'], "unknown command 'fetsh' (Did you mean fetch?)"],
    [['help', 'profile', 'ad'], "unknown command 'ad' (Did you mean add?)"],
    [['profile', 'help', 'ad'], "unknown command 'ad' (Did you mean add?)"],
  ])('refuses what is no command, with what may be meant: %j', async (args, what) => {
    const { code, stdout, stderr } = await newPlace().run(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(what)
    expect(stderr).toContain('Run: looker-auth help.')
  })
})

describe.skipIf(process.platform !== 'linux')('output that cannot be written', () => {
  it.each([[['profile', 'list']], [['--help']]])('is one sentence and exit code 1: %j', args => {
    const { env, home } = newPlace(looker().env)
    const full = openSync('/dev/full', 'w')
    const stdio = ['ignore', full, 'pipe'] as const
    const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
      env,
      cwd: home,
      stdio: [...stdio],
    })
    expect([status, stderr.toString()]).toEqual([1, 'looker-auth: The output cannot be written (ENOSPC).\n'])
  })
})

describe.skipIf(process.platform !== 'linux')('messages that cannot be written', () => {
  it('change neither the output nor the exit code', () => {
    const run = (args: readonly string[], env: Readonly<Record<string, string>>) => {
      const { home, env: own } = newPlace(env)
      const full = openSync('/dev/full', 'w')
      return spawnSync(process.execPath, [bin, ...args], {
        env: own,
        cwd: home,
        stdio: ['ignore', 'pipe', full],
      })
    }
    expect(run(['token'], {}).status).toBe(3)
    const dead = { LOOKERSDK_BASE_URL: 'http://127.0.0.1:9' }
    expect(run(['profile', 'add', 'a', '--verbose'], dead).status).toBe(0)
  })
})
