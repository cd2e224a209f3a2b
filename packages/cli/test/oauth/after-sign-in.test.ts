import { describe, expect, it } from 'vitest'
import { places } from '../command-line.js'
import { apiKey, serveOauthLooker } from './oauth-looker.js'
import { freePort, signIn, startLogin, startLoginElsewhere, startWith } from './sign-in.js'

const looker = serveOauthLooker()
const newPlace = places()
const ana = 'Ana Regular (user 789, ana@emulator.example)'
const live = () => {
  const { live_tokens, live_refresh_tokens } = looker().emulator.stats
  return [live_tokens, live_refresh_tokens]
}

/** A place where user 789 is signed in. */
async function signedIn(args: readonly string[] = []) {
  const place = newPlace()
  expect((await signIn(place, looker(), 789, args)).code).toBe(0)
  return place
}

/** Signs a person in by those arguments, without a browser. */
async function signInOn(place: ReturnType<typeof newPlace>, userId: number, args: readonly string[]) {
  const { address, ended } = await startWith(place, [
    ...args,
    '--no-browser',
    '--port',
    String(await freePort()),
  ])
  await fetch(looker().emulator.authorize({ url: address, user_id: userId }))
  return ended
}

describe('after login --oauth', () => {
  it('token, whoami, status and fetch run as that person, without any setting', async () => {
    const place = await signedIn()
    const token = await place.run(['token'])
    expect(looker().secrets).toContain(token.stdout.trim())
    expect((await place.run(['whoami'])).stdout).toBe(`${ana} on ${looker().url}, by OAuth\n`)
    expect(JSON.parse((await place.run(['fetch', '/user'])).stdout)).toMatchObject({ id: '789' })
    const [status] = JSON.parse((await place.run(['status', '--json'])).stdout)
    expect(status).toMatchObject({
      by: 'OAuth',
      user_id: '789',
      client_id: 'com.looker.cli',
      api_version: '4.0',
      refreshable: true,
    })
    const shown = [await place.run(['status', '--verbose']), await place.run(['whoami', '--verbose'])]
    for (const secret of looker().secrets) expect(JSON.stringify(shown)).not.toContain(secret)
    for (const { name, mode } of place.files()) expect([name, mode]).toEqual([name, 0o600])
  })

  it('--json names the person', async () => {
    const { stdout } = await signIn(newPlace(), looker(), 1, ['--json'])
    expect(JSON.parse(stdout)).toMatchObject({ base_url: looker().url, user: { id: '1' } })
  })

  it('--as is refused as a usage error with the next step', async () => {
    const place = await signedIn()
    for (const command of [['token'], ['whoami'], ['fetch', '/user']]) {
      const { code, stdout, stderr } = await place.run([...command, '--as', '1'])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain('looker-auth logout')
    }
  })

  it('logout ends the sign-in and revokes both tokens', async () => {
    const before = live()
    const place = await signedIn()
    expect(live()).not.toEqual(before)
    const ended = await place.run(['logout'])
    expect([ended.code, ended.stderr]).toEqual([0, expect.stringContaining('The token was revoked')])
    expect(live()).toEqual(before)
    expect((await place.run(['status'])).stdout).toBe('No sign-in is stored.\n')
    expect((await place.run(['token'])).code).toBe(3)
  })

  it('another person takes the place of the first, whose tokens are revoked', async () => {
    const before = live()
    const place = await signedIn()
    const first = live()
    expect((await signIn(place, looker(), 1)).stderr).toContain('Signed in as Ada Admin')
    expect(live()).toEqual(first)
    expect((await place.run(['whoami'])).stdout).toContain('Ada Admin')
    await place.run(['logout', '--all'])
    expect(live()).toEqual(before)
  })

  it('each profile has a person of its own', async () => {
    const place = newPlace()
    for (const name of ['mine', 'other'])
      await place.run(['profile', 'add', name, '--base-url', looker().url])
    const login = (name: string, user: number) =>
      signInOn(place, user, ['login', '--oauth', '--profile', name])
    expect((await login('mine', 789)).code).toBe(0)
    expect((await login('other', 1)).code).toBe(0)
    const who = async (name: string) => (await place.run(['whoami', '--profile', name])).stdout
    expect([await who('mine'), await who('other')]).toEqual([
      expect.stringContaining('Ana'),
      expect.stringContaining('Ada'),
    ])
    expect((await place.run(['logout', '--profile', 'other'])).code).toBe(0)
    expect(await who('mine')).toContain('Ana')
    const before = live()
    await place.run(['logout', '--all'])
    expect(live()).toEqual(before.map(count => count - 1))
  })

  it('a login with an API key is what the instance is used with from then on', async () => {
    const place = await signedIn()
    const { client_id, client_secret } = apiKey
    await place.run(['login', '--client-id', client_id, '--secret-stdin', '--save-secret'], client_secret)
    expect((await place.run(['whoami'])).stdout).toContain('Ada Admin (user 1, ada@emulator.example)')
    expect((await signIn(place, looker())).stderr).toContain(`Signed in as ${ana}`)
    expect((await place.run(['whoami'])).stdout).toContain('by OAuth')
    expect((await place.run(['token', '--client-id', client_id])).code).toBe(0)
  })
})

describe('a refresh token', () => {
  it('is used once where a token that was revoked is renewed', async () => {
    const place = await signedIn()
    const { emulator } = looker()
    emulator.revoke({ user_id: 789 })
    const before = looker().refreshRequests
    const ended = await Promise.all([place.run(['whoami']), place.run(['fetch', '/user'])])
    expect(ended.map(({ code }) => code)).toEqual([0, 0])
    expect(looker().refreshRequests - before).toBe(1)
  })

  it('that has expired ends in signing in again', async () => {
    const place = await signedIn()
    const { emulator } = looker()
    emulator.clock.advance(31 * 86_400_000)
    const { code, stdout, stderr } = await place.run(['whoami'])
    expect([code, stdout]).toEqual([4, ''])
    expect(stderr).toContain('The sign-in has ended')
    expect(stderr).toContain('Next: Sign in again: looker-auth login --oauth.')
    const next = await place.run(['token'])
    expect([next.code, next.stderr]).toEqual([4, expect.stringContaining('looker-auth login --oauth')])
    for (const secret of looker().secrets) expect(stderr + next.stderr).not.toContain(secret)
    expect((await signIn(place, looker())).code).toBe(0)
    expect((await place.run(['token'])).code).toBe(0)
  })
})

describe('the options of login --oauth', () => {
  it('--client-id names the OAuth application, and is remembered', async () => {
    const port = await freePort()
    looker().emulator.oauthClientApps.add({
      client_guid: 'own-app',
      redirect_uri: `http://127.0.0.1:${port}`,
      display_name: 'Own app',
    })
    const place = newPlace()
    const login = await startLogin(place, looker(), ['--client-id', 'own-app', '--port', String(port)])
    expect(new URL(login.address).searchParams.get('client_id')).toBe('own-app')
    expect(login.redirectUri).toBe(`http://127.0.0.1:${port}`)
    await fetch(looker().emulator.authorize({ url: login.address, user_id: 789 }))
    expect((await login.ended).code).toBe(0)
    expect((await place.run(['whoami'])).stdout).toContain(ana)
    const again = await startLoginElsewhere(place, looker())
    expect(new URL(again.address).searchParams.get('client_id')).toBe('own-app')
    again.child.kill('SIGINT')
    await again.ended
  })

  it('--web-url is where the pages are', async () => {
    const login = await startLoginElsewhere(newPlace(), looker(), ['--web-url', 'https://pages.example:9999'])
    expect(login.address).toMatch(/^https:\/\/pages\.example:9999\/auth\?/)
    login.child.kill('SIGTERM')
    expect((await login.ended).code).toBe(143)
  })

  it.each([
    [['--oauth', '--save-secret'], '--save-secret excludes --oauth'],
    [['--oauth', '--secret-stdin'], '--secret-stdin excludes --oauth'],
    [['--no-browser'], '--no-browser needs --oauth'],
    [['--port', '7777'], '--port needs --oauth'],
    [['--oauth', '--port', '65536'], '--port is no port'],
    [['--oauth', '--port', '0'], '--port is no port'],
  ])('%j is a usage error', async (args, message) => {
    const { code, stderr } = await newPlace().run(['login', '--base-url', looker().url, ...args])
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })
})
