import { describe, expect, it } from 'vitest'
import { ADMIN, clientOf, FORM, LOOKER_JSON, ORIGIN, UNAUTHENTICATED, UNROUTED } from '../../test/client'
import { createEmulator } from '../index'

describe('the router', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/nope'],
    ['GET', '/api/4.0'],
    ['GET', '/api/4.0/nope'],
    ['GET', '/api/5.0/user'],
    ['GET', '/api/4.0/login'],
    ['POST', '/api/4.0/user'],
    ['POST', '/versions'],
    ['GET', '/api/5.0/swagger.json'],
    ['GET', '/api/logout'],
    ['DELETE', '/api/login'],
    ['DELETE', '/logout'],
    ['GET', '/__emulator/stats'],
    ['POST', '/__emulator/clock'],
    ['OPTIONS', '/api/4.0/login'],
  ])('answers %s %s, which leads nowhere, with 404 and its own message', async (method, path) => {
    const response = await createEmulator().fetch(ORIGIN + path, { method })
    expect([response.status, response.headers.get('content-type')]).toEqual([404, LOOKER_JSON])
    expect(await response.json()).toEqual(UNROUTED)
  })

  it.each([
    ['POST', '//api/4.0/login'],
    ['GET', '//api/4.0/user'],
    ['GET', '//versions'],
    ['DELETE', '//api//4.0/logout'],
  ])('answers %s %s, made by a trailing slash in the base URL, with 401', async (method, path) => {
    const response = await createEmulator().fetch(ORIGIN + path, { method })
    expect([response.status, response.headers.get('content-type')]).toEqual([401, LOOKER_JSON])
    expect(await response.json()).toEqual(UNAUTHENTICATED)
  })

  it.each([
    ['GET', '/api/4.0/user/'],
    ['GET', '/api/4.0/user//'],
    ['POST', '/api/4.0/login/'],
    ['DELETE', '/api/logout/'],
    ['GET', '/versions/'],
    ['GET', '/api/4.0/nope/'],
    ['GET', '/api/'],
  ])('answers %s %s, which ends in a slash, with 401, whatever token is sent', async (method, path) => {
    const emulator = createEmulator()
    const headers = { authorization: `token ${await clientOf(emulator).login()}` }
    const response = await emulator.fetch(ORIGIN + path, { method, headers })
    expect([response.status, await response.json()]).toEqual([401, UNAUTHENTICATED])
  })

  it('takes several slashes inside a path for one, everywhere', async () => {
    const emulator = createEmulator()
    const body = new URLSearchParams(ADMIN).toString()
    const login = await emulator.fetch(`${ORIGIN}/api//4.0///login`, { method: 'POST', headers: FORM, body })
    const { access_token } = (await login.json()) as { access_token: string }
    const headers = { authorization: `token ${access_token}` }
    const status = async (method: string, path: string) =>
      (await emulator.fetch(ORIGIN + path, { method, headers })).status
    expect(await status('GET', '/api/4.0//users//789//roles')).toBe(200)
    expect(await status('GET', '/api//4.0/versions')).toBe(200)
    expect(await status('DELETE', '/api//logout')).toBe(204)
    expect(emulator.requests.map(({ path }) => path).at(-1)).toBe('/api//logout')
    expect(emulator.stats).toMatchObject({
      login: 1,
      roles: 1,
      versions: 1,
      logout: 1,
      max_concurrent_logins: 1,
    })
  })

  it('lets a fault meet a path with more slashes, or fewer, than it names', async () => {
    const emulator = createEmulator()
    emulator.faults.add({ match: { path: '/api/4.0/logout' }, status: 503 })
    emulator.faults.add({ match: { path: '/api/4.0//user' }, status: 503 })
    const status = async (path: string) => (await emulator.fetch(ORIGIN + path)).status
    expect(await status('/api/4.0//logout')).toBe(503)
    expect(await status('/api/4.0/user')).toBe(503)
  })

  it('answers HEAD as GET without a body', async () => {
    const response = await createEmulator().fetch(`${ORIGIN}/versions`, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })
})

describe('a release without 3.x', () => {
  const emulator = createEmulator({ options: { release: '26.12' } })

  it.each([
    ['POST', '/api/3.1/login'],
    ['POST', '/api/3.0/login/789'],
    ['DELETE', '/api/3.1/logout'],
    ['GET', '/api/3.0/user'],
    ['GET', '/api/3.0/nope'],
    ['GET', '/api/3.1/versions'],
    ['GET', '/api/3.1/swagger.json'],
  ])('refuses %s %s, naming it', async (method, path) => {
    const response = await emulator.fetch(ORIGIN + path, { method })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({
      message: `API 3.x requests are prohibited. Request: ${method} ${path}`,
    })
  })

  it('serves 4.0', async () => {
    expect((await clientOf(emulator).post('/login', ADMIN)).status).toBe(200)
  })

  it('names only 4.0 in /versions', async () => {
    const body = await (await emulator.fetch(`${ORIGIN}/versions`)).json()
    expect(body).toMatchObject({ looker_release_version: '26.12', supported_versions: [{ version: '4.0' }] })
  })
})

describe('the instance', () => {
  it.each(['/versions', '/api/3.0/versions', '/api/3.1/versions', '/api/4.0/versions'])(
    'names its release and all three versions to anybody at %s',
    async path => {
      const response = await createEmulator().fetch(`http://127.0.0.1:19999${path}`)
      const element = (version: string, status: string) => ({
        version,
        full_version: `${version}.23.14`,
        status,
        swagger_url: `http://127.0.0.1:19999/api/${version}/swagger.json`,
      })
      expect([response.status, response.headers.get('content-type')]).toEqual([200, LOOKER_JSON])
      expect(await response.json()).toEqual({
        looker_release_version: '23.14',
        current_version: element('4.0', 'current'),
        supported_versions: [element('3.0', 'legacy'), element('3.1', 'legacy'), element('4.0', 'current')],
        api_server_url: 'http://127.0.0.1:19999',
        web_server_url: 'http://127.0.0.1:19999',
      })
    },
  )

  it('selects fields of the versions', async () => {
    for (const path of ['/versions', '/api/4.0/versions']) {
      const response = await createEmulator().fetch(`${ORIGIN}${path}?fields=current_version(version)`)
      expect(await response.json()).toEqual({ current_version: { version: '4.0' } })
    }
  })

  it('is alive', async () => {
    const emulator = createEmulator()
    const response = await emulator.fetch(`${ORIGIN}/alive`)
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(emulator.stats.alive).toBe(1)
  })
})
