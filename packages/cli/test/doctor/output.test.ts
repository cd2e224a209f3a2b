import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canaries, doctor } from './doctor-process.js'
import { clientId, closedPort, looker, settingsOf } from './servers.js'

const names = [
  'settings',
  'name',
  'port',
  'proxy',
  'tls',
  'api',
  'clock',
  'credentials',
  'user',
  'sudo',
  'store',
  'runtime',
]

describe('doctor --json', () => {
  test('prints one document with all steps', async () => {
    const { env } = await looker()
    const { stdout, stderr, code } = await doctor({ args: ['--json'], env })
    const report = JSON.parse(stdout)
    expect(Object.keys(report)).toEqual(['steps', 'fix_first', 'ok'])
    expect([report.ok, report.fix_first, code, stderr]).toEqual([true, null, 0, ''])
    expect(report.steps.map(({ step }: { step: string }) => step)).toEqual(names)
    expect(report.steps[0]).toMatchObject({ status: 'ok', next: null })
  })

  test('names the step that failed, its code and what to fix', async () => {
    const port = await closedPort()
    const { stdout, code } = await doctor({ args: ['--json'], env: settingsOf(`http://127.0.0.1:${port}`) })
    const { steps, fix_first, ok } = JSON.parse(stdout)
    expect([ok, code]).toEqual([false, 1])
    expect(steps[2]).toMatchObject({ step: 'port', status: 'failed', code: 'ECONNREFUSED', next: fix_first })
    expect(steps[4]).toEqual({
      step: 'tls',
      status: 'not_run',
      lines: ['not run: the port could not be reached'],
      next: null,
    })
  })
})

describe('the report', () => {
  test('says each sentence once, and joins the steps that are not run for one reason', async () => {
    const port = await closedPort()
    const runs = [
      await doctor({ env: settingsOf(`http://127.0.0.1:${port}`) }),
      await doctor({ env: settingsOf('me.looker.com') }),
    ]
    for (const { text } of runs) {
      expect(text.match(/not run: /g)).toHaveLength(1)
      const sentences = text.split(/(?<=[.:]) /).filter(sentence => sentence.length > 30)
      expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([])
    }
    expect(runs[0]?.text).toContain(
      '- Proxy, TLS, Looker API, Clock, Sign-in, User, Sudo: not run: the port could not be reached',
    )
  })

  test('with --verbose shows connections and requests on stderr, without secrets', async () => {
    const { url, env } = await looker()
    const { stderr, end } = await doctor({ args: ['--verbose'], env })
    const { host } = new URL(url)
    expect(end).toBe('Nothing to fix.')
    expect(stderr).toMatch(new RegExp(`^> connect ${host}  \\d+ ms$`, 'm'))
    expect(stderr).toMatch(/^> POST http:\/\/[\d.:]+\/api\/4\.0\/login {2}200 {2}\d+ ms$/m)
    const port = await closedPort()
    const failed = await doctor({ args: ['--verbose'], env: settingsOf(`http://127.0.0.1:${port}`) })
    expect(failed.stderr).toMatch(new RegExp(`^> connect 127.0.0.1:${port}  failed: ECONNREFUSED  `))
  })
})

describe('doctor on a terminal', () => {
  test.each([40, 200])('keeps its lines within %i columns', async columns => {
    const { env } = await looker({ release: '26.12' })
    const wrong = { ...env, LOOKERSDK_API_VERSION: '3.1', TERM: 'xterm' }
    const { stdout } = await doctor({ columns, env: wrong })
    const start = String.fromCharCode(27)
    const plain = stdout.replaceAll(new RegExp(`${start}\\[\\d+m`, 'g'), '')
    expect(stdout).toContain(`${start}[31m✗`)
    // A word that is longer than a line stays whole.
    const tooLong = plain.split('\n').filter(line => line.length > columns && line.trim().includes(' '))
    expect(tooLong).toEqual([])
    expect(Math.max(...plain.split('\n').map(line => line.length))).toBeGreaterThan(columns === 40 ? 30 : 80)
  })

  test('has no colours with NO_COLOR, with --no-color and in a pipe', async () => {
    const { env } = await looker()
    const runs = await Promise.all([
      doctor({ columns: 80, env: { ...env, TERM: 'xterm', NO_COLOR: '1' } }),
      doctor({ columns: 80, env: { ...env, TERM: 'xterm' }, args: ['--no-color'] }),
      doctor({ env }),
    ])
    for (const { stdout } of runs) expect(stdout).not.toContain(String.fromCharCode(27))
  })
})

describe('doctor, other places of an API key', () => {
  test('--netrc: the machine entry is named', async () => {
    const { url } = await looker()
    const { host } = new URL(url)
    const netrc = `machine ${host} login ${clientId} password ${canaries.secret}\n`
    const args = ['--netrc', '--base-url', url]
    const { end, text } = await doctor({ args, files: { '.netrc': netrc } })
    expect(end).toBe('Nothing to fix.')
    expect(text).toContain(`client_secret: 24 characters (machine ${host} of `)
    expect(text).toContain('(option --base-url)')
  })

  test('--netrc without the file: how to make it', async () => {
    const { url } = await looker()
    const { end, text } = await doctor({ args: ['--netrc', '--base-url', url] })
    expect(end).toMatch(/^Fix first: Make it with the line "machine HOST login CLIENT_ID/)
    expect(text).toMatch(/\bSign-in[^:]*: not run: there is no API key to sign in with/)
    expect(text).toContain('Looker 23.14 offers')
  })

  test('a profile: the active one is named, and why another does not count', async () => {
    const { url, env } = await looker()
    const profiles = JSON.stringify({
      active: 'prod',
      profiles: { prod: { baseUrl: url, clientId, clientSecret: canaries.secret } },
    })
    const files = { 'config/looker-auth/profiles.json': profiles }
    const active = await doctor({ files, home: { XDG_CONFIG_HOME: 'config' } })
    expect(active.end).toBe('Nothing to fix.')
    expect(active.text).toContain('profile: prod (the active one)')
    expect(active.text).toContain(`base_url: ${url} (profile prod)`)
    const other = await doctor({ files, env, home: { XDG_CONFIG_HOME: 'config' } })
    expect(other.text).toContain(
      'profile: none (the active one, prod, does not count: environment variable LOOKERSDK_BASE_URL is set)',
    )
  })

  test('a profile that is not there: the place that names it, and those that there are', async () => {
    const profiles = JSON.stringify({
      active: 'prod',
      profiles: { prod: { baseUrl: 'https://me.looker.com' }, dev: { baseUrl: 'https://dev.looker.com' } },
    })
    const run = {
      files: { 'config/looker-auth/profiles.json': profiles },
      home: { XDG_CONFIG_HOME: 'config' },
    }
    const { code, end, text } = await doctor({ ...run, env: { LOOKER_AUTH_PROFILE: 'nope' } })
    expect([code, end]).toEqual([
      1,
      'Fix first: The profile (environment variable LOOKER_AUTH_PROFILE): There is no profile nope. Choose one of prod, dev, or add it: looker-auth profile add nope --base-url https://your-instance.looker.com',
    ])
    expect(text).toContain('profile: nope (environment variable LOOKER_AUTH_PROFILE)')
    expect(text).toMatch(/\bSign-in[^:]*: not run: the settings cannot be used/)
    expect((await doctor({ ...run, args: ['--profile', 'nope'] })).end).toContain('(option --profile)')
    const broken = { 'config/looker-auth/profiles.json': '{' }
    expect((await doctor({ ...run, files: broken })).end).toMatch(/^Fix first: /)
  })

  test('a person who signed in: no API key is asked for, and the stored sign-in is missed', async () => {
    const { url } = await looker()
    const profiles = JSON.stringify({
      active: 'me',
      profiles: { me: { baseUrl: url, oauth: { clientId: 'com.looker.cli' } } },
    })
    const { end, text } = await doctor({
      files: { 'config/looker-auth/profiles.json': profiles },
      home: { XDG_CONFIG_HOME: 'config' },
    })
    expect(text).toContain('sign-in: as a person, by OAuth (application com.looker.cli)')
    expect(text).not.toContain('client_secret')
    expect(end).toBe('Fix first: Run: looker-auth login --oauth --profile me')
  })
})

describe('doctor, a secret that was not saved', () => {
  const login = (url: string) => ['login', '--base-url', url, '--client-id', clientId, '--secret-stdin']

  test('the stored sign-in is used, and the store is left as it was', async () => {
    const { url, emulator } = await looker()
    const { end, text } = await doctor({ before: login(url) })
    expect(end).toBe('Nothing to fix.')
    expect(text).toContain('client_secret: not saved (only a stored token can be used')
    expect(text).toContain('The stored sign-in of the API key works')
    expect(text).toContain('1 sign-in is stored.')
    expect([emulator.stats.login, emulator.stats.live_tokens]).toEqual([1, 1])
  })

  test('without a stored sign-in: the command that signs in', async () => {
    const { url } = await looker()
    const profiles = JSON.stringify({ active: 'prod', profiles: { prod: { baseUrl: url, clientId } } })
    const files = { 'config/looker-auth/profiles.json': profiles }
    const { end } = await doctor({ files, home: { XDG_CONFIG_HOME: 'config' } })
    expect(end).toBe('Fix first: Run: looker-auth login. With --save-secret it keeps the secret.')
  })
})

describe('doctor, this machine', () => {
  test('a store that others can read: the command that fixes it', async () => {
    const { env } = await looker()
    const prepare = (home: string): void => {
      const folder = join(home, 'state', 'looker-auth')
      mkdirSync(folder, { recursive: true })
      chmodSync(folder, 0o755)
    }
    const { end, text } = await doctor({ env, prepare, home: { XDG_STATE_HOME: 'state' } })
    expect(end).toMatch(/^Fix first: Run: chmod -R go= '.*state\/looker-auth'$/)
    expect(text).toContain('may be used by others too (mode 755)')
  })

  test('a store whose place is no folder: the variable that gives it another place', async () => {
    const { env } = await looker()
    const { stdout, end } = await doctor({ env: { ...env, HOME: '/dev/null' } })
    expect(stdout).toContain('(ENOTDIR)')
    expect(end).toBe('Fix first: Set HOME, or XDG_STATE_HOME, to a folder that you may write to.')
  })

  test('a store that is in order: mode, owner and how many sign-ins', async () => {
    const { env } = await looker()
    const prepare = (home: string): void => {
      mkdirSync(join(home, 'state', 'looker-auth'), { recursive: true, mode: 0o700 })
    }
    const { end, text } = await doctor({ env, prepare, home: { XDG_STATE_HOME: 'state' } })
    expect(end).toBe('Nothing to fix.')
    expect(text).toMatch(/looker-auth \(mode 700, owner \S+, writable\)\. No sign-in is stored\./)
  })

  test('variables of Node are named without their values', async () => {
    const { env } = await looker()
    const node = {
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_OPTIONS: `--max-http-header-size=16384 --title=${canaries.password}`,
    }
    const { end, stdout, text } = await doctor({ env: { ...env, ...node } })
    expect(end).toBe('Nothing has to be fixed. See the warning (!) of: Versions.')
    expect(stdout).toMatch(/^! Versions/m)
    expect(text).toContain('NODE_OPTIONS is set: --max-http-header-size --title.')
    expect(text).toContain('NODE_TLS_REJECT_UNAUTHORIZED is 0')
  })
})
