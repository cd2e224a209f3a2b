import { spawn } from 'node:child_process'
import { createServer, request as sendRequest } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createEmulator } from '@looker-auth/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { secureLooker } from './passing-scenes'

const program = fileURLToPath(new URL('under-global-agent.mjs', import.meta.url))

/** What a login and a call come to in a process of its own with global-agent in it. */
async function underGlobalAgent(env: Record<string, string>, options: object): Promise<unknown> {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', part => {
    text += part
  })
  await new Promise(resolve => child.once('close', resolve))
  return JSON.parse(text)
}

async function plainLooker() {
  const emulator = createEmulator()
  const { url, close } = await emulator.listen()
  onTestFinished(close)
  return { emulator, url }
}

/** Passes requests on, and keeps what it was asked for. */
async function forwardProxy() {
  const asked: string[] = []
  const server = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming
    asked.push(`${method} ${new URL(url).host}`)
    const passed = sendRequest(url, { method, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(passed)
  })
  server.on('connect', ({ url = '' }, client: Socket) => {
    asked.push(`CONNECT ${url}`)
    const [host, port] = url.split(':')
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(client).pipe(target)
    })
    for (const socket of [client, target]) socket.on('error', () => socket.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const served = { user: '1', revoked: true }

describe('global-agent in place of our connections', () => {
  test('without a proxy, everything works', async () => {
    const { emulator, url } = await plainLooker()
    expect(await underGlobalAgent({}, { baseUrl: url })).toEqual(served)
    expect(emulator.stats).toMatchObject({ login: 1, logout: 1 })
  })

  test('its proxy is taken where the session has none of its own', async () => {
    const { url } = await plainLooker()
    const proxy = await forwardProxy()
    expect(await underGlobalAgent({ GLOBAL_AGENT_HTTP_PROXY: proxy.url }, { baseUrl: url })).toEqual(served)
    const { host } = new URL(url)
    expect(proxy.asked).toEqual([`POST ${host}`, `GET ${host}`, `DELETE ${host}`])
  })

  test('its proxy is taken where it is the one that the session would take too', async () => {
    const { url } = await plainLooker()
    const proxy = await forwardProxy()
    const env = { GLOBAL_AGENT_HTTP_PROXY: proxy.url, HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url }
    expect(await underGlobalAgent(env, { baseUrl: url })).toEqual(served)
    expect(proxy.asked.length).toBe(3)
  })
})

describe('settings that global-agent would ignore are `configuration`, and nothing is sent', () => {
  const hint = expect.stringContaining('GLOBAL_AGENT_FORCE_GLOBAL_AGENT=false')
  const refusal = (setting: string) => ({
    code: 'configuration',
    message: expect.stringMatching(new RegExp(`global-agent.*${setting}`)),
    hint,
  })

  test.each([
    ['ca', (cert: string) => ({ ca: cert }), {}],
    ['verifySsl: false', () => ({ verifySsl: false }), {}],
    ['NODE_TLS_REJECT_UNAUTHORIZED', () => ({}), { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ])('%s', async (setting, options, env) => {
    const { url, cert, emulator, close } = await secureLooker()
    onTestFinished(close)
    const said = await underGlobalAgent(env, { baseUrl: url, ...options(cert) })
    expect(said).toMatchObject(refusal(setting))
    expect(emulator.stats).toMatchObject({ login: 0 })
  })

  test.each([
    ['option', (proxy: string) => ({ proxy }), () => ({})],
    ['environment', () => ({}), (proxy: string) => ({ HTTP_PROXY: proxy })],
  ])('a proxy of the %s', async (_, options, env) => {
    const { url, emulator } = await plainLooker()
    const proxy = await forwardProxy()
    const said = await underGlobalAgent(env(proxy.url), { baseUrl: url, ...options(proxy.url) })
    expect(said).toMatchObject(refusal('proxy'))
    expect([emulator.stats.login, proxy.asked]).toEqual([0, []])
  })

  test('`proxy: false`, where global-agent has a proxy', async () => {
    const { url, emulator } = await plainLooker()
    const proxy = await forwardProxy()
    const said = await underGlobalAgent(
      { GLOBAL_AGENT_HTTP_PROXY: proxy.url },
      { baseUrl: url, proxy: false },
    )
    expect(said).toMatchObject(refusal('proxy'))
    expect([emulator.stats.login, proxy.asked]).toEqual([0, []])
  })
})

describe('global-agent that leaves the connections of others alone (GLOBAL_AGENT_FORCE_GLOBAL_AGENT=false)', () => {
  test('the settings of the session hold', async () => {
    const { url, cert, close } = await secureLooker()
    onTestFinished(close)
    const proxy = await forwardProxy()
    const env = { GLOBAL_AGENT_FORCE_GLOBAL_AGENT: 'false', GLOBAL_AGENT_HTTP_PROXY: 'http://127.0.0.1:9' }
    const options = { baseUrl: url, ca: cert, proxy: proxy.url }
    expect(await underGlobalAgent(env, options)).toEqual(served)
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${new URL(url).host}`]))
  })
})
