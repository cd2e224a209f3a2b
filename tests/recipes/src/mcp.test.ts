import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { originOf, startLooker } from './looker'

const { emulator, url } = await startLooker()
const serviceAccountSecret = 'lookeremulatorsecret0001'

async function connect(transport: Transport): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  onTestFinished(() => client.close())
  await client.connect(transport)
  return client
}

/** The tool's answer, or its error as text. */
async function use(client: Client, name: string, args: Record<string, unknown> = {}): Promise<unknown> {
  const { content, isError } = await client.callTool({ name, arguments: args })
  const [{ text }] = content as [{ text: string }]
  return isError ? { error: text } : JSON.parse(text)
}

const idOf = async (client: Client) => ((await use(client, 'who_am_i')) as { id: string }).id

/** As which users the requests from that one on were sent, that are no sign-ins. */
const usersFrom = (number: number) =>
  new Set(
    emulator.requests
      .slice(number)
      .filter(({ path }) => !path.includes('/login'))
      .map(({ as }) => as?.userId),
  )

describe('an MCP server over Streamable HTTP', () => {
  let endpoint: URL
  beforeAll(async () => {
    const { server } = await import('./mcp-http')
    afterAll(() => void server.close())
    endpoint = new URL('/mcp', await originOf(server))
  })
  const clientOf = (token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return connect(new StreamableHTTPClientTransport(endpoint, { requestInit: { headers } }))
  }

  test('two users at once, in 100 interleaved calls, each see only themselves', async () => {
    const before = emulator.requests.length
    const [ana, ben] = [await clientOf('token-of-ana'), await clientOf('token-of-ben')]
    const calls = Array.from({ length: 50 }, () => [idOf(ana), idOf(ben)]).flat()
    expect(await Promise.all(calls)).toEqual(Array(50).fill(['789', '2']).flat())
    expect(usersFrom(before)).toEqual(new Set(['789', '2']))
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 2 })
  })

  test('a Look is run as the user, and a number that is none is refused', async () => {
    emulator.faults.add({ match: { path: '/api/4.0/looks/17/run/json' }, json: [{ rows: 1 }] })
    const ana = await clientOf('token-of-ana')
    expect(await use(ana, 'run_look', { look_id: '17' })).toEqual([{ rows: 1 }])
    expect(emulator.requests.at(-1)).toMatchObject({ as: { userId: '789' } })
    expect(await use(ana, 'run_look', { look_id: '18' })).toMatchObject({
      error: expect.stringMatching(/^404: /),
    })
    const { length } = emulator.requests
    expect(await use(ana, 'run_look', { look_id: '../user' })).toHaveProperty('error')
    expect(emulator.requests).toHaveLength(length)
  })

  test('an unknown access token, and none, are answered with 401', async () => {
    const { length } = emulator.requests
    await expect(clientOf('made-up')).rejects.toMatchObject({ code: 401 })
    await expect(clientOf()).rejects.toMatchObject({ code: 401 })
    expect(emulator.requests).toHaveLength(length)
  })

  test('a person without a Looker user gets a tool error, and nothing is sent', async () => {
    const { length } = emulator.requests
    const error = await use(await clientOf('token-of-cleo'), 'who_am_i')
    expect(error).toEqual({ error: expect.stringMatching(/^no_looker_user: /) })
    expect(emulator.requests).toHaveLength(length)
  })

  test('a user whose Looker account is disabled gets a tool error with code and next step, and no secret', async () => {
    const before = emulator.requests.length
    const { error } = (await use(await clientOf('token-of-dora'), 'who_am_i')) as { error: string }
    expect(error).toMatch(/^unknown_user: .*Check the user id in Looker/)
    expect(error).not.toContain(serviceAccountSecret)
    expect(error).not.toContain('token-of-dora')
    expect(error).not.toMatch(/[A-Za-z0-9]{40}/) // as the tokens of the emulator are
    expect(usersFrom(before)).toEqual(new Set())
  })

  if (process.platform !== 'win32' && spawnSync('curl', ['--version']).status === 0)
    test('a tool is called with curl, as the document shows it', async () => {
      const command = readFileSync(new URL('call-a-tool.sh', import.meta.url), 'utf8')
      const run = (text: string) =>
        promisify(execFile)('sh', ['-c', text.replace('127.0.0.1:3000', endpoint.host)])
      expect((await run(command)).stdout).toContain('\\"display_name\\":\\"Ana Regular\\"')
      expect((await run(command.replace(/-H 'authorization[^']*'/, ''))).stdout).toContain('invalid_token')
    })

  test('there is no stream of the server to open', async () => {
    expect((await fetch(endpoint)).status).toBe(405)
  })
})

describe('an MCP server over stdio', () => {
  // The person's own folder, where stores keep tokens.
  const home = mkdtempSync(join(tmpdir(), 'looker-auth-mcp-'))
  // Below this package, so that its imports resolve as they do in a user's project.
  const bundles = fileURLToPath(new URL('../node_modules/.mcp/', import.meta.url))
  const file = (name: string) => join(bundles, `${name}.js`)
  let redirectUri: string
  beforeAll(async () => {
    redirectUri = `http://127.0.0.1:${await freePort()}`
    emulator.oauthClientApps.add({
      ...{ client_guid: 'my-mcp-server', display_name: 'My MCP server', redirect_uri: redirectUri },
    })
    const entryPoints = ['mcp-stdio.ts', 'mcp-sign-in.ts'].map(name => join(import.meta.dirname, name))
    await build({ entryPoints, outdir: bundles, bundle: true, packages: 'external', format: 'esm' })
  })
  afterAll(() => rm(home, { recursive: true, force: true }))

  const environment = (more: Record<string, string>) => ({
    ...getDefaultEnvironment(),
    ...{ HOME: home, XDG_STATE_HOME: home, LOCALAPPDATA: home },
    ...{ LOOKERSDK_BASE_URL: url, REDIRECT_URI: redirectUri },
    ...more,
  })
  const start = (more: Record<string, string>) => {
    const args = [file('mcp-stdio')]
    const env = environment(more)
    return connect(new StdioClientTransport({ command: process.execPath, args, cwd: home, env }))
  }
  const key = (name: string, secret: string) => ({
    LOOKERSDK_CLIENT_ID: name,
    LOOKERSDK_CLIENT_SECRET: secret,
  })

  test('two people at once, each with an API key of their own, each see only themselves', async () => {
    const [ben, admin] = await Promise.all([
      start(key('lookeremulatoruser02', 'lookeremulatorsecret0002')),
      start(key('lookeremulatoradmin1', serviceAccountSecret)),
    ])
    const calls = Array.from({ length: 20 }, () => [idOf(ben), idOf(admin)]).flat()
    expect(await Promise.all(calls)).toEqual(Array(20).fill(['2', '1']).flat())
  })

  test('a person who has not signed in gets a tool error, and after the sign-in is themselves', async () => {
    const client = await start({})
    expect(await use(client, 'who_am_i')).toEqual({
      error: 'sign_in_required: Run `npx tsx mcp-sign-in.ts` once, then try again.',
    })

    const signIn = spawn(process.execPath, [file('mcp-sign-in')], { cwd: home, env: environment({}) })
    const [line] = await once(signIn.stdout.setEncoding('utf8'), 'data')
    const back = emulator.authorize({ url: /http\S+/.exec(line)?.[0] ?? '', user_id: '789' })
    expect((await fetch(redirectUri)).status).toBe(404)
    expect((await fetch(back.replace(/state=[^&]*/, 'state=other'))).status).toBe(404)
    expect(await (await fetch(back)).text()).toContain('You are signed in.')
    expect(await once(signIn, 'exit')).toEqual([0, null])

    expect(await idOf(client)).toBe('789')
  })

  test('a wrong secret is a tool error without the secret', async () => {
    const client = await start(key('another-key', 'canary'))
    const { error } = (await use(client, 'who_am_i')) as { error: string }
    expect(error).toMatch(/^bad_credentials: /)
    expect(error).not.toContain('canary')
  })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
