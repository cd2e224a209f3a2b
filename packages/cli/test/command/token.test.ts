import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { places } from '../command-line.js'
import { regularId, serveLooker } from '../looker.js'

const looker = serveLooker()
const newPlace = places()
const userOf = async (token: string): Promise<unknown> => {
  const headers = { authorization: `token ${token}` }
  const response = await fetch(`${looker().url}/api/4.0/user?fields=id`, { headers })
  return ((await response.json()) as { id?: unknown }).id
}

describe('looker-auth token', () => {
  it('prints an access token and nothing else, and the next call prints the same one', async () => {
    const place = newPlace(looker().env)
    const { login } = looker().emulator.stats
    const first = await place.run(['token'])
    expect(first).toEqual({ code: 0, stderr: '', stdout: expect.stringMatching(/^\w{40}\n$/) })
    expect(await userOf(first.stdout.trim())).toBe('1')
    expect(await place.run(['token'])).toEqual(first)
    expect(looker().emulator.stats.login - login).toBe(1)
  })

  it('prints a header for curl, or JSON with the time of expiry', async () => {
    const place = newPlace(looker().env)
    const token = (await place.run(['token'])).stdout.trim()
    expect((await place.run(['token', '--header'])).stdout).toBe(`Authorization: Bearer ${token}\n`)
    const { stdout } = await place.run(['token', '--json'])
    const { expires_at, ...rest } = JSON.parse(stdout) as { expires_at: string }
    expect(rest).toEqual({ access_token: token, token_type: 'Bearer', base_url: looker().url })
    expect(Date.parse(expires_at) - Date.now()).toBeGreaterThan(0)
  })

  it.each([[[]], [['--as', '789']]])('has the time of expiry that status has: %j', async as => {
    const place = newPlace(looker().env)
    const ofToken = async () => JSON.parse((await place.run(['token', '--json', ...as])).stdout).expires_at
    const [granted, stored] = [await ofToken(), await ofToken()]
    const signIns = JSON.parse((await place.run(['status', '--json'])).stdout) as Record<string, unknown>[]
    const own = signIns.find(({ by }) => (by === 'sudo') === as.length > 0)
    expect([granted, stored]).toEqual([own?.expires_at, own?.expires_at])
  })

  it('prints a token of the user that --as names, and refuses a user that there is not', async () => {
    const place = newPlace(looker().env)
    const { stdout } = await place.run(['token', '--as', '789'])
    expect(await userOf(stdout.trim())).toBe('789')
    expect(await place.run(['token', '--as', '555'])).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining('(unknown_user'),
    })
  })

  it('prints another token after the stored one was rejected by a request of fetch', async () => {
    const place = newPlace(looker().env)
    const before = (await place.run(['token'])).stdout
    looker().emulator.revoke({ user_id: 1 })
    expect((await place.run(['fetch', '/user'])).code).toBe(0)
    const after = (await place.run(['token'])).stdout
    expect(after).not.toBe(before)
    expect(await userOf(after.trim())).toBe('1')
  })

  // @promise file-store-is-private
  it('keeps tokens in files that only their owner can read', async () => {
    const place = newPlace(looker().env)
    const { stdout } = await place.run(['token'])
    const holding = place.files().filter(({ text }) => text.includes(stdout.trim()))
    expect(holding.map(({ mode }) => mode)).toEqual([0o600])
  })

  it.each([
    ['without settings', {}, 3, '(configuration'],
    ['with a wrong secret', { LOOKERSDK_CLIENT_SECRET: 'wrong' }, 4, '(bad_credentials'],
    ['where nothing listens', { LOOKERSDK_BASE_URL: 'http://127.0.0.1:9' }, 5, '(network'],
  ])(
    '%s it prints nothing on stdout, and exits with a code for the cause',
    async (name, env, code, shown) => {
      const place = newPlace(name === 'without settings' ? {} : { ...looker().env, ...env })
      const ended = await place.run(['token'])
      expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(shown) })
      expect(ended.stderr).toContain('Next: ')
    },
  )

  it('names the profiles where none is active, and the form of a looker.ini that cannot be read', async () => {
    const place = newPlace()
    for (const name of ['one', 'two']) await place.run(['profile', 'add', name, '--base-url', looker().url])
    await place.run(['profile', 'remove', 'one'])
    expect((await place.run(['token'])).stderr).toContain('looker-auth profile use NAME (two)')
    place.write(
      'looker.ini',
      '[One]\nbase_url=https://one.looker.com\n[Two]\nbase_url=https://two.looker.com\n',
    )
    const broken = await place.run(['token'])
    expect([broken.code, broken.stderr]).toEqual([
      3,
      expect.stringMatching(/has no section.*Next: .*section/s),
    ])
    expect(broken.stderr).not.toContain('looker-auth login')
  })

  it('exits with 5 where the server speaks no TLS', async () => {
    const place = newPlace({ ...looker().env, LOOKERSDK_BASE_URL: looker().url.replace('http:', 'https:') })
    const ended = await place.run(['token'])
    expect(ended).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('(tls') })
  })

  it('exits with 4 where the key of a user who is no admin asks for another user', async () => {
    const place = newPlace({ ...looker().env, LOOKERSDK_CLIENT_ID: regularId })
    const ended = await place.run(['token', '--as', '1'])
    expect(ended).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('(sudo_refused') })
  })

  it.each([
    ['without any setting', {}],
    ['without a key', { LOOKERSDK_BASE_URL: 'https://me.looker.com' }],
  ])('%s it names the commands that are the next step, as whoami and fetch do', async (_, env) => {
    for (const args of [['token'], ['whoami'], ['fetch', '/user'], ['token', '--as', '789']]) {
      const { stderr, code } = await newPlace(env).run(args)
      expect([code, stderr]).toEqual([3, expect.stringMatching(/missing.*looker-auth login.*doctor/s)])
      expect(stderr).toContain('looker-auth profile add')
    }
  })

  it('says how long Looker asks to wait', async () => {
    looker().emulator.faults.add({ match: { path: '/api/4.0/login' }, status: 429, retryAfter: 3000 })
    const ended = await newPlace(looker().env).run(['token'])
    expect([ended.code, ended.stderr]).toEqual([5, expect.stringContaining('try again in 3000 seconds')])
  })

  it('says that a token cannot be stored, and prints it', async () => {
    const place = newPlace(looker().env)
    mkdirSync(join(place.home, '.local', 'state', 'real'), { recursive: true })
    symlinkSync('real', join(place.home, '.local', 'state', 'looker-auth'))
    const ended = await place.run(['token'])
    expect([ended.code, ended.stdout.trim()]).toEqual([0, expect.stringMatching(/^\w+$/)])
    expect(ended.stderr).toContain('The token was not stored')
  })

  it('shows an error as JSON on stderr with --json', async () => {
    const place = newPlace({ ...looker().env, LOOKERSDK_CLIENT_SECRET: 'wrong' })
    const { stdout, stderr, code } = await place.run(['token', '--json'])
    expect([stdout, code]).toEqual(['', 4])
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'bad_credentials', retryable: false } })
  })
})
