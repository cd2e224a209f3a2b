import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createEmulator, type Emulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterEach, describe, expect, test } from 'vitest'

const tour = fileURLToPath(new URL('../dist/tour.js', import.meta.url))
const secret = 'canary-secret-%2B+&=5up3r'

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the tour as `pnpm start` does, with nothing of this machine's Looker settings. */
function run(env: Record<string, string> = {}, ...args: string[]): Promise<Ran> {
  const plain = Object.entries(process.env).filter(([name]) => !/^(LOOKER|FORCE_COLOR|NO_COLOR)/.test(name))
  const child = spawn(process.execPath, [tour, ...args], { env: { ...Object.fromEntries(plain), ...env } })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    err += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', code => resolve({ code, out, err }))
  })
}

describe('the tour with an emulator of its own', () => {
  test('signs in, acts as user 789, signs out and sees the dead token refused', async () => {
    const { code, out, err } = await run()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const sent = [...out.matchAll(/^ {3}([A-Z]+ \S+ {2}\d+)/gm)].map(([, line]) => line)
    expect(sent).toEqual([
      'POST /api/4.0/login  200',
      'GET /api/4.0/user  200',
      'POST /api/4.0/login/789  200',
      'GET /api/4.0/user  200',
      'DELETE /api/4.0/logout  204',
      'DELETE /api/4.0/logout  204',
      'GET /api/4.0/user  401',
    ])
    expect(out).toMatch(/-> user 1, Ada Admin[\s\S]*-> user 789, Ana Regular/)
    expect(out).toMatch(/7 requests in \d+ ms\. Nothing is left signed in\./)
  })

  test('shows what a session does: one login for 100 calls, two users at once, revocation and expiry survived', async () => {
    const { out } = await run()
    const tallies = [...out.matchAll(/^ {3}(\d+ x .*)/gm)].map(([, line]) => line)
    expect(tallies).toEqual([
      '1 x POST /api/4.0/login  200',
      '100 x GET /api/4.0/user  200',
      '20 x GET /api/4.0/user  200',
      '1 x POST /api/4.0/login/789  200',
      '100 x GET /api/4.0/user  401',
      '1 x POST /api/4.0/login/789  200',
      '100 x GET /api/4.0/user  200',
      '1 x POST /api/4.0/login  200',
      '1 x POST /api/4.0/login/789  200',
      '2 x GET /api/4.0/user  200',
      '2 x DELETE /api/4.0/logout  204',
    ])
    expect(out).toContain('in turn user 1, Ada Admin and user 789, Ana Regular')
    expect(out).toContain('every use now fails: signed_out')
  })

  test('shows each token as a number, the secret not at all, and no colours where no terminal is', async () => {
    const { out } = await run()
    expect(out).toContain('client_id=lookeremulatoradmin1&client_secret=***')
    expect(out).not.toContain('lookeremulatorsecret0001')
    expect(out.match(/authorization: token #\d/g)).toEqual(
      ['#1', '#1', '#2', '#2', '#1', '#1'].map(number => `authorization: token ${number}`),
    )
    expect(out).not.toMatch(/[A-Za-z0-9]{40}/)
    expect(out).not.toContain('\u001b')
  })

  test('goes to the user that the argument or LOOKER_AUTH_DEMO_USER names', async () => {
    expect((await run({}, '5')).out).toContain('POST /api/4.0/login/5  200')
    expect((await run({ LOOKER_AUTH_DEMO_USER: '6' })).out).toContain('POST /api/4.0/login/6  200')
  })
})

describe('the tour with LOOKERSDK_* set', () => {
  let emulator: Emulator
  let server: EmulatorServer

  async function lookerAt(): Promise<Record<string, string>> {
    const users = [{ id: 1, first_name: 'Ida', admin: true }, { id: 2 }, { id: 789, first_name: 'Una' }]
    const apiKeys = [
      { client_id: 'canary-id', client_secret: secret, user_id: 1 },
      { client_id: 'no-admin', client_secret: secret, user_id: 2 },
    ]
    emulator = createEmulator({ seed: { users, apiKeys } })
    server = await emulator.listen()
    return {
      LOOKERSDK_BASE_URL: server.url,
      LOOKERSDK_CLIENT_ID: 'canary-id',
      LOOKERSDK_CLIENT_SECRET: secret,
    }
  }

  afterEach(() => server.close())

  test('goes there, and leaves no token behind', async () => {
    const { code, out, err } = await run(await lookerAt())
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/-> user 1, Ida[\s\S]*-> user 789, Una/)
    expect(emulator.stats).toMatchObject({ login: 2, login_user: 3, logout: 5, live_tokens: 0 })
    for (const form of [secret, encodeURIComponent(secret)]) expect(out + err).not.toContain(form)
  })

  test('speaks the API version that LOOKERSDK_API_VERSION names', async () => {
    const { code, out } = await run({ ...(await lookerAt()), LOOKERSDK_API_VERSION: '3.1' })
    expect(code).toBe(0)
    expect(out).toContain('POST /api/3.1/login/789  200')
  })

  test('exits with 1, the code and the next step for a wrong secret', async () => {
    const { code, out, err } = await run({ ...(await lookerAt()), LOOKERSDK_CLIENT_SECRET: `${secret}x` })
    expect(code).toBe(1)
    expect(err).toMatch(/The tour ended early\. bad_credentials: .*404[\s\S]*What to do: Check both/)
    for (const form of [secret, encodeURIComponent(secret)]) expect(out + err).not.toContain(form)
  })

  test('exits with 1 when the key may not act for others, and leaves no token behind', async () => {
    const { code, err } = await run({ ...(await lookerAt()), LOOKERSDK_CLIENT_ID: 'no-admin' })
    expect(code).toBe(1)
    expect(err).toMatch(/sudo_refused[\s\S]*What to do: /)
    expect(emulator.stats).toMatchObject({ login: 1, live_tokens: 0 })
  })

  test('exits with 1 when nobody answers', async () => {
    const env = await lookerAt()
    await server.close()
    const { code, out, err } = await run(env)
    expect(code).toBe(1)
    expect(out).toContain('POST /api/4.0/login  no answer')
    expect(err).toMatch(/network: [\s\S]*What to do: /)
  })

  test('exits with 1 and names the setting that is missing', async () => {
    const { LOOKERSDK_CLIENT_SECRET: _, ...env } = await lookerAt()
    const { code, err } = await run(env)
    expect(code).toBe(1)
    expect(err).toMatch(/configuration: client_secret is missing/)
  })
})
