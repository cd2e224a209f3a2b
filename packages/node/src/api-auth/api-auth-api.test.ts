import { AuthError } from '@looker-auth/core'
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
  })

  test('a wrong port', async () => {
    const { code, hint } = await failure({ baseUrl: await deadOrigin() })
    expect(code).toBe('network')
    expect(hint).toContain('Nothing listens at this host and port')
  })

  test('an unknown host', async () => {
    const { code, hint } = await failure({ baseUrl: 'http://no-such-host.invalid', proxy: false })
    expect(code).toBe('network')
    expect(hint).toContain('host name')
    // A machine without a network takes its time to say so.
  }, 60_000)

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
    const { code, hint } = await failure({ baseUrl: url.replace('http', 'https') })
    expect(code).toBe('tls')
    expect(hint).toContain('http:')
  })

  test('an HTML page', async () => {
    const server = await httpServer((_, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    )
    expect((await failure({ baseUrl: server.origin })).code).toBe('not_looker_api')
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
