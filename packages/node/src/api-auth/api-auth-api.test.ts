import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { AuthError, type Fetch } from '@looker-auth/core'
import { simulatedClock } from '@looker-auth/core/testing'
import { createEmulator, type Emulator } from '@looker-auth/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { inspectAll, rejection } from '../../test/inspect-all.js'
import {
  deadOrigin,
  forwardProxy,
  httpServer,
  httpsServer,
  rawServer,
  selfSigned,
} from '../../test/servers.js'
import { nodeFetch } from '../fetch/node-fetch.js'
import { ApiAuthApi, type ApiAuthApiOptions } from './api-auth-api.js'

const clientId = 'lookeremulatoradmin1'
const clientSecret = 'lookeremulatorsecret0001'

async function started(): Promise<{ emulator: Emulator; url: string }> {
  const emulator = createEmulator()
  const server = await emulator.listen()
  onTestFinished(() => server.close())
  return { emulator, url: server.url }
}

/** No settings from outside, and no second try. */
function api(options: ApiAuthApiOptions): ApiAuthApi {
  return new ApiAuthApi({
    env: {},
    iniPath: false,
    clientId,
    clientSecret,
    retry: { attempts: 1 },
    ...options,
  })
}

async function failure(options: ApiAuthApiOptions): Promise<AuthError> {
  const error = await rejection(api(options).login())
  if (!AuthError.is(error)) throw error
  expect(inspectAll(error)).not.toContain(options.clientSecret ?? clientSecret)
  return error
}

describe("node's ApiAuthApi", () => {
  test('comes configured from the environment', async () => {
    const { emulator, url } = await started()
    const env = {
      LOOKERSDK_BASE_URL: `${url}/`,
      LOOKERSDK_CLIENT_ID: clientId,
      LOOKERSDK_CLIENT_SECRET: clientSecret,
      LOOKERSDK_API_VERSION: '3.1',
    }
    const configured = new ApiAuthApi({ env, iniPath: false, appId: 'a-test' })
    expect(await configured.login()).toMatchObject({ token_type: 'Bearer' })
    expect(await configured.loginUser(789)).toMatchObject({ token_type: 'Bearer' })
    expect(await configured.logout()).toBe('')
    expect(emulator.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/3.1/login',
      'POST /api/3.1/login/789',
      'DELETE /api/3.1/logout',
    ])
    expect(emulator.requests.map(({ headers }) => headers['x-looker-appid'])).toEqual(Array(3).fill('a-test'))
  })

  test('takes a callback, and then returns undefined', async () => {
    const { url } = await started()
    const answered = await new Promise<unknown[]>(resolve => {
      expect(api({ baseUrl: url }).login((...args) => resolve(args))).toBeUndefined()
    })
    expect(answered).toEqual([
      null,
      expect.objectContaining({ token_type: 'Bearer' }),
      expect.objectContaining({ status: 200 }),
    ])
  })

  test('reads the API key at each login: a key that was changed in looker.ini counts', async () => {
    const { url } = await started()
    let ini = `[Looker]\nbase_url=${url}\nclient_id=${clientId}\nclient_secret=outdated`
    const configured = new ApiAuthApi({ env: {}, readFile: () => ini })
    const error = await rejection(configured.login())
    expect(AuthError.is(error) && error.code).toBe('bad_credentials')
    ini = ini.replace('outdated', clientSecret)
    expect(await configured.login()).toMatchObject({ token_type: 'Bearer' })
  })

  test('throws at once when a setting is missing', () => {
    expect(() => new ApiAuthApi({ env: {}, iniPath: false })).toThrow('LOOKERSDK_BASE_URL')
  })

  test('refuses settings of the connection beside a fetch that would not heed them', () => {
    const own = { baseUrl: 'https://looker.example', fetch: globalThis.fetch }
    for (const [setting, named] of [
      [{ verifySsl: false }, 'verifySsl'],
      [{ ca: '/etc/ca.pem' }, 'ca'],
      [{ proxy: 'http://proxy.example' }, 'proxy'],
      [{ appId: 'a' }, 'appId'],
    ] as const)
      expect(() => api({ ...own, ...setting })).toThrow(`fetch excludes ${named}`)
  })

  test('refuses an option that it does not know, and gives the right spelling', () => {
    const options = { baseUrl: 'https://looker.example', verify_ssl: false }
    expect(() => api(options)).toThrow(
      expect.objectContaining({ code: 'configuration', hint: 'Write verifySsl.' }),
    )
  })

  test('sends credentials in the query when asked to, and shows them in no error', async () => {
    const { emulator, url } = await started()
    await api({ baseUrl: url, credentialsIn: 'query' }).login()
    expect(emulator.requests[0]?.path).toContain('/api/4.0/login')
    await failure({ baseUrl: await deadOrigin(), credentialsIn: 'query' })
    const unchecked = await httpsServer(await selfSigned(), (_, response) => response.end())
    await failure({ baseUrl: unchecked.origin, credentialsIn: 'query' })
  })
})

describe("an error's hint is true for its cause:", () => {
  test('a wrong secret', async () => {
    const { url } = await started()
    const { code, hint } = await failure({ baseUrl: url, clientSecret: 'canary-wrong' })
    expect(code).toBe('bad_credentials')
    expect(hint).toContain('API key')
    expect(hint).toContain(
      `the option clientId (client_id) and the option clientSecret (client_secret) and was sent to ${url}.`,
    )
  })

  test('a wrong port', async () => {
    const { code, hint, retryable } = await failure({ baseUrl: await deadOrigin() })
    expect([code, retryable]).toEqual(['network', false])
    expect(hint).toContain('Nothing listens at this host and port')
  })

  test('an unknown host', async () => {
    const { code, hint, retryable } = await failure({ baseUrl: 'https://no-such-host.invalid', proxy: false })
    expect(code).toBe('network')
    // A machine without a network takes its time to say so, and does not know whether the host exists.
    expect(hint).toMatch(/The host name is not known|Name resolution did not answer/)
    expect(retryable).toBe(hint.startsWith('Name resolution'))
  })

  test('a self-signed certificate', async () => {
    const server = await httpsServer(await selfSigned(), (_, response) => response.end())
    const { code, hint } = await failure({ baseUrl: server.origin })
    expect(code).toBe('tls')
    expect(hint).toContain('`ca`')
  })

  test('a certificate for another host', async () => {
    const certificate = await selfSigned(['looker.example'])
    const server = await httpsServer(certificate, (_, response) => response.end())
    const { code, hint } = await failure({ baseUrl: server.origin, ca: certificate.cert })
    expect(code).toBe('tls')
    expect(hint).toContain('another host name')
  })

  test('http for https', async () => {
    const server = await httpsServer(await selfSigned(), (_, response) => response.end())
    const { hint } = await failure({ baseUrl: server.origin.replace('https', 'http') })
    expect(hint).toContain('write https: in base_url')
  })

  test('https for http', async () => {
    const { url } = await started()
    const { code, hint, retryable } = await failure({ baseUrl: url.replace('http', 'https') })
    expect([code, retryable]).toEqual(['tls', false])
    expect(hint).toContain('http:')
  })

  test('an HTML page', async () => {
    const server = await httpServer((_, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    )
    const { code, hint } = await failure({ baseUrl: server.origin })
    expect(code).toBe('not_looker_api')
    expect(hint).toContain('Check the host and port in base_url')
    expect(hint).toContain('sign-in page')
  })

  test('a trailing slash in base_url: it is no failure, since it is taken off', async () => {
    const { emulator, url } = await started()
    expect(await api({ baseUrl: `${url}/` }).login()).toMatchObject({ token_type: 'Bearer' })
    expect(emulator.requests.map(({ path }) => path)).toEqual(['/api/4.0/login'])
  })

  test('the 401 that Looker gives for //api, where a proxy doubles the slash', async () => {
    const { url } = await started()
    const fetch: Fetch = (input, init) => nodeFetch()(String(input).replace('/api/', '//api/'), init)
    const { code, status, hint } = await failure({ baseUrl: url, fetch })
    expect([code, status]).toEqual(['configuration', 401])
    expect(hint).toContain('no slash at the end')
  })

  test('a removed API version', async () => {
    const emulator = createEmulator({ options: { release: '26.12' } })
    const server = await emulator.listen()
    onTestFinished(() => server.close())
    const { code, hint } = await failure({ baseUrl: server.url, apiVersion: '3.1' })
    expect(code).toBe('api_version_removed')
    expect(hint).toContain('use API version 4.0')
  })

  test('a rate limit that asks to wait for longer than the bound', async () => {
    const { emulator, url } = await started()
    emulator.faults.add({ match: { path: '/api/4.0/login' }, times: 'always', retryAfter: 3600 })
    const { code, hint, retryAfterMs } = await failure({ baseUrl: url, retry: { attempts: 3 } })
    expect([code, retryAfterMs]).toEqual(['rate_limited', 3_600_000])
    expect(hint).toContain('retryAfterMs')
    expect(emulator.requests).toHaveLength(1)
  })

  test('a server that wants a certificate of the client', async () => {
    const server = createServer(
      { ...(await selfSigned()), requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' },
      (_, response) => response.end(),
    )
    server.on('tlsClientError', () => {})
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const { code, hint } = await failure({ baseUrl: `https://127.0.0.1:${port}`, verifySsl: false })
    expect(code).toBe('tls')
    expect(hint).toContain('certificate of the client')
  })

  test('a proxy where nobody listens', async () => {
    const proxy = await deadOrigin()
    for (const baseUrl of ['http://looker.example', 'https://looker.example']) {
      const { code, hint } = await failure({ baseUrl, allowInsecureHttp: true, proxy })
      expect(code).toBe('network')
      expect(hint).toContain('The proxy could not be reached')
    }
  })

  test('a proxy of a kind that is not supported', async () => {
    const proxy = () => 'socks5://user:canary@127.0.0.1:1080'
    const error = await failure({ baseUrl: 'https://looker.example', proxy })
    expect(error.code).toBe('configuration')
    expect(error.hint).toContain('socks proxies are not supported')
    expect(inspectAll(error)).not.toContain('canary')
  })

  test('a proxy that wants a user name and password for a plain request', async () => {
    const proxy = await httpServer((_, response) => response.writeHead(407).end())
    const { code, hint } = await failure({
      baseUrl: 'http://looker.example',
      allowInsecureHttp: true,
      proxy: proxy.origin,
    })
    expect(code).toBe('network')
    expect(hint).toContain('user name and password')
  })

  test('headers never ending', async () => {
    const server = await rawServer(socket => {
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(10_000)}`))
    })
    const { code, hint } = await failure({ baseUrl: server.origin })
    expect(code).toBe('malformed_response')
    expect(hint).toContain('headers')
  })

  test('a server that does not answer', async () => {
    const clock = simulatedClock()
    const server = await httpServer(() => void clock.advance(5000))
    expect((await failure({ baseUrl: server.origin, timeoutMs: 5000, clock })).code).toBe('timeout')
  })

  test('an answer that is cut off', async () => {
    const server = await rawServer(socket => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"access_token":'))
    })
    expect((await failure({ baseUrl: server.origin })).code).toBe('network')
  })

  test('a proxy that refuses', async () => {
    const proxy = await forwardProxy(403)
    const { code, message } = await failure({ baseUrl: 'https://looker.example', proxy: proxy.origin })
    expect(code).toBe('network')
    expect(message).toContain('proxy')
  })
})
