import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createEmulator, type Emulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { extent } from '../../../vitest.extents.ts'

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
  let code: number | null
  let out: string
  let err: string

  beforeAll(async () => {
    ;({ code, out, err } = await run())
  })

  test('signs in, acts as user 789, signs out and sees the dead token refused', () => {
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

  test("goes there directly, whatever this machine's proxy is", async () => {
    const proxy = 'http://127.0.0.1:9'
    const { code, err } = await run({ HTTP_PROXY: proxy, http_proxy: proxy, NO_PROXY: '', no_proxy: '' })
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  test('shows what a session does: one login for 100 calls, two users at once, revocation and expiry survived', () => {
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

  test('shows each token as a number, the secret not at all, and no colours where no terminal is', () => {
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
    expect((await run({ LOOKER_AUTH_DEMO_USER: ' 6, 7' })).out).toContain('POST /api/4.0/login/6  200')
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

describe('the tour with a server that answers badly', () => {
  const token = `Canary+Token/${'x'.repeat(27)}`
  const json = { 'content-type': 'application/json' }
  const html = { 'content-type': 'text/html' }

  type Answer = (request: IncomingMessage, response: ServerResponse) => void

  /** The tour at a server that grants tokens, and answers everything else so. */
  async function runAt(answer: Answer, granted: object = {}): Promise<Ran> {
    const server = createServer((request, response) => {
      if (!/\/login(\/\d+)?$/.test(request.url ?? '')) return answer(request, response)
      response.writeHead(200, json)
      response.end(
        JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600, ...granted }),
      )
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const ran = await run({
      LOOKERSDK_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      LOOKERSDK_CLIENT_ID: 'cid',
      LOOKERSDK_CLIENT_SECRET: secret,
    })
    const forms = [token, secret].flatMap(text => [text, encodeURIComponent(text)])
    for (const form of forms) expect(ran.out + ran.err).not.toContain(form)
    expect(ran.out + ran.err).not.toMatch(/Canary|5up3r/)
    expect((ran.out + ran.err).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    return ran
  }

  const echo =
    (status: number, headers: Record<string, string>): Answer =>
    (request, response) => {
      response.writeHead(status, headers)
      response.end(`<html>${JSON.stringify(request.headers)}${encodeURIComponent(secret)}</html>`)
    }

  const badAnswers: [string, Answer, RegExp][] = [
    ['a page with what was sent and 500', echo(500, html), /ended early\. unavailable: GET \/user.*HTTP 500/],
    ['a page with what was sent and 403', echo(403, html), /request_refused: GET \/user.*HTTP 403/],
    ['a page with what was sent and 200', echo(200, html), /not_looker_api: GET \/user .*HTTP 200/],
    ['what was sent, as if it were JSON', echo(200, json), /not_looker_api: /],
    [
      'JSON without a user',
      (_, response) => response.writeHead(200, json).end('{"id":{}}'),
      /not_looker_api: /,
    ],
    ['a redirect', (_, response) => response.writeHead(302, { location: '/x' }).end(), /not_looker_api: /],
    [
      'a body without an end',
      (_, response) => {
        const more = () => response.write('x'.repeat(65_536), error => error ?? more())
        more()
      },
      /not_looker_api: /,
    ],
    ['a connection that is dropped', (_, response) => response.destroy(), /network: GET \/user failed/],
    [
      'an answer that breaks off',
      (_, response) => void response.writeHead(200, json).write('{"id":', () => response.destroy()),
      /network: GET \/user failed/,
    ],
  ]
  test.each(badAnswers.slice(0, extent('costlyRows')))(
    '%s: exits with 1, the cause and the next step',
    async (_, answer, cause) => {
      const { code, err } = await runAt(answer)
      expect(code).toBe(1)
      expect(err).toMatch(cause)
      expect(err).toMatch(/What to do: \S/)
    },
  )

  test('prints no token, and nothing that a terminal obeys, of a name', async () => {
    const { out } = await runAt((request, response) => {
      const sent = request.headers.authorization ?? ''
      const display_name = `\u001b[31mMy\u202e \u0007${sent} ${encodeURIComponent(sent)} ${sent.slice(0, -5)}`
      response.writeHead(200, json).end(JSON.stringify({ id: 1, display_name }))
    })
    expect(out).toContain('-> user 1, My   token *** token%20*** token ***')
  })

  test('prints no token or secret of a token type', async () => {
    const granted = { token_type: `${token}\u001b[31m ${secret}` }
    const { out } = await runAt(echo(500, html), granted)
    expect(out).toContain('a token of type *** ***')
  })

  test('explains a failure of the session in the same way', async () => {
    let users = 0
    const { code, out, err } = await runAt((request, response) => {
      if (request.method === 'DELETE') return response.writeHead(204).end()
      users += 1
      if (users === 3) return response.writeHead(401, json).end('{}')
      if (users > 3) return echo(500, html)(request, response)
      return response.writeHead(200, json).end('{"id":1}')
    })
    expect(code).toBe(1)
    expect(out).toContain('A session: ')
    expect(err).toMatch(/unavailable: GET \/user.*HTTP 500[\s\S]*What to do: \S/)
  })
})
