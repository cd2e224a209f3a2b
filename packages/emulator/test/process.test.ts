import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { APP, Browser, codeFor, tokenAnswer, VERIFIER } from './browser'
import { client } from './client'

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'looker-emulator-'))
afterAll(() => rmSync(folder, { recursive: true }))

const seedFile = (text: string) => {
  const file = join(folder, 'seed.json')
  writeFileSync(file, text)
  return file
}

const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})

function run(...flags: string[]) {
  const child = spawn(process.execPath, [BIN, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  const output = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    output.out += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    output.err += text
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }))
  const ready = async () => {
    await Promise.race([once(child.stdout, 'data'), ended])
    return JSON.parse(output.out) as { url: string; webUrl: string; control: boolean }
  }
  return { child, output, ended, ready }
}

async function send(method: string, url: string, body?: unknown) {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(url, body === undefined ? { method } : { method, ...json })
  return response.json()
}

describe('the emulator as a process', () => {
  it('prints one line of JSON, and is steered by the control endpoints', async () => {
    const { output, ready } = run('--port', '0', '--control')
    const { url, control } = await ready()
    expect([control, output.out.split('\n').length]).toEqual([true, 2])
    const looker = client(fetch, url)
    const admin = await looker.login()
    const ana = await looker.loginUser(789, admin)
    expect(await looker.whoAmI(ana)).toBe('789')

    expect(await send('POST', `${url}/__emulator/revoke`, { user_id: 789 })).toEqual({ revoked: 1 })
    expect(await looker.whoAmI(ana)).toBe(401)
    expect(await looker.whoAmI(admin)).toBe('1')
    await send('POST', `${url}/__emulator/clock`, { advanceMs: 3_600_000 })
    expect(await looker.whoAmI(admin)).toBe(401)

    const fault = { match: { method: 'POST', path: '/api/4.0/login' }, status: 429, retryAfter: 2 }
    await send('POST', `${url}/__emulator/faults`, fault)
    const limited = await looker.post('/login', {})
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2'])

    expect(await send('GET', `${url}/__emulator/stats`)).toMatchObject({ login: 1, login_user: 1, user: 2 })
    const requests = await send('GET', `${url}/__emulator/requests`)
    expect(requests).toHaveLength(7)
    expect(JSON.stringify(requests)).not.toContain('lookeremulatorsecret')
    expect(JSON.stringify(requests)).not.toContain(admin)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with %s at once, also while a client waits', async signal => {
    const { child, output, ended, ready } = run('--port', '0', '--control')
    const { url } = await ready()
    await send('POST', `${url}/__emulator/faults`, { match: { path: '/alive' }, delayMs: 3_600_000 })
    const waiting = fetch(`${url}/alive`)
    waiting.catch(() => {})
    await expect.poll(() => send('GET', `${url}/__emulator/requests`)).toHaveLength(1)
    child.kill(signal)
    expect(await ended).toEqual({ code: 0, signal: null })
    await expect(waiting).rejects.toThrow('fetch failed')
    expect(output.err).toBe('')
  })

  it('serves the pages of OAuth on a port of their own', async () => {
    const { ready } = run('--port', '0', '--web-port', '0', '--allow-origin', 'http://127.0.0.1:5173')
    const { url, webUrl } = await ready()
    const code = await codeFor(new Browser(fetch, webUrl), 789)
    const response = await fetch(`${url}/api/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:5173' },
      body: JSON.stringify({ grant_type: 'authorization_code', ...APP, code, code_verifier: VERIFIER }),
    })
    expect(response.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:5173')
    expect(await client(fetch, url).whoAmI((await tokenAnswer(response)).accessToken)).toBe('789')
  })

  it('serves no control endpoint unless told to', async () => {
    const { ready } = run('--port', '0')
    const { url } = await ready()
    expect(await send('GET', `${url}/__emulator/stats`)).toEqual({
      message: "The resource you're looking for could not be found",
    })
  })

  it.each<[string, string[], RegExp]>([
    [
      'a seed file that is not there',
      ['--seed', '/nowhere/seed.json'],
      /^looker-auth-emulator: The seed file \/nowhere\/seed\.json cannot be read \(ENOENT\)\n$/,
    ],
    [
      'a seed whose option is wrong',
      ['--seed', seedFile('{"options":{"tokenLifetimeSeconds":0}}')],
      /^looker-auth-emulator: Invalid seed: options\.tokenLifetimeSeconds must be a whole number of at least 1\n$/,
    ],
  ])('exits with 1 and one message for %s', async (_, flags, message) => {
    const { output, ended } = run(...flags)
    expect(await ended).toEqual({ code: 1, signal: null })
    expect(output).toEqual({ out: '', err: expect.stringMatching(message) })
  })

  it.each<[string, string[], RegExp]>([
    [
      'a port that is none',
      ['--port', '70000'],
      /^error: option '--port <number>' argument '70000' is invalid\. /,
    ],
    [
      'a web port that is none',
      ['--web-port', 'x'],
      /^error: option '--web-port <number>' argument 'x' is invalid\. /,
    ],
    [
      'an origin that is none',
      ['--allow-origin', 'http://a.example', '*'],
      /^error: option '--allow-origin <origin\.\.\.>' argument '\*' is invalid\. It must be an exact origin/,
    ],
    [
      'a host that is empty',
      ['--host', ''],
      /^error: option '--host <address>' argument '' is invalid\. It must be a host name or an IP address/,
    ],
    [
      'a host that is a URL',
      ['--host', 'http://127.0.0.1'],
      /^error: option '--host <address>' argument 'http:\/\/127\.0\.0\.1' is invalid\. It must be/,
    ],
    [
      'a seed file without a name',
      ['--seed', ''],
      /^error: option '--seed <file>' argument '' is invalid\. It must be the path of a file\.\n/,
    ],
    ['a flag without its value', ['--seed'], /^error: option '--seed <file>' argument missing\n/],
    ['an unknown flag', ['--prot', '0'], /^error: unknown option '--prot'\n\(Did you mean --port\?\)\n/],
    ['a word too many', ['19999'], /^error: too many arguments\. Expected 0 arguments but got 1/],
  ])('exits with 1, one message and the usage for %s', async (_, flags, message) => {
    const { output, ended } = run(...flags)
    expect(await ended).toEqual({ code: 1, signal: null })
    expect(output).toEqual({ out: '', err: expect.stringMatching(message) })
    expect(output.err).toMatch(/\n\nUsage: looker-auth-emulator \[options\]\n[\s\S]*\n {2}--port <number> /)
  })

  it('exits with 0 and the usage on stdout for --help', async () => {
    const { output, ended } = run('--help')
    expect(await ended).toEqual({ code: 0, signal: null })
    expect(output).toEqual({ out: expect.stringMatching(/^Usage: looker-auth-emulator/), err: '' })
  })

  it('exits with 1 and one message when its port is taken', async () => {
    const { url } = await run('--port', '0').ready()
    const { output, ended } = run('--port', new URL(url).port)
    expect(await ended).toEqual({ code: 1, signal: null })
    expect(output.err).toMatch(/^looker-auth-emulator: Port \d+ on 127\.0\.0\.1 is taken; .*\n$/)
  })
})
