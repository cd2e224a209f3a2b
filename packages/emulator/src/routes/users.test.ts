import { describe, expect, it } from 'vitest'
import { clientOf, LOOKER_JSON, notFound, ORIGIN, REGULAR, SERVICE, UNAUTHENTICATED } from '../../test/client'
import { createEmulator } from '../index'

const setUp = async (key?: typeof REGULAR) => {
  const emulator = createEmulator()
  const looker = clientOf(emulator)
  const token = await looker.login(key)
  return { emulator, looker, token }
}

describe('GET /user', () => {
  it('shows whom the token acts for, with string ids in 4.0', async () => {
    const { looker, token } = await setUp()
    const response = await looker.send('GET', '/user', token)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, LOOKER_JSON])
    expect(await response.json()).toEqual({
      can: {},
      id: '1',
      first_name: 'Ada',
      last_name: 'Admin',
      display_name: 'Ada Admin',
      email: 'ada@emulator.example',
      role_ids: ['2'],
      group_ids: ['1'],
      is_disabled: false,
      is_service_account: false,
    })
  })

  it.each(['3.0', '3.1'] as const)('shows integer ids in %s', async version => {
    const { emulator, token } = await setUp(REGULAR)
    const body = await (await clientOf(emulator, version).send('GET', '/user', token)).json()
    expect(body).toMatchObject({ id: 2, role_ids: [3], group_ids: [1] })
    expect(body).not.toHaveProperty('is_service_account')
  })

  it('tells a service account', async () => {
    const { looker, token } = await setUp(SERVICE)
    expect(await (await looker.send('GET', '/user', token)).json()).toMatchObject({
      is_service_account: true,
    })
  })

  it('shows nulls for a user without names', async () => {
    const seed = { users: [{ id: 1 }], apiKeys: [{ client_id: 'a', client_secret: 'b', user_id: 1 }] }
    const looker = clientOf(createEmulator({ seed }))
    const token = await looker.login({ client_id: 'a', client_secret: 'b' })
    const body = await (await looker.send('GET', '/user', token)).json()
    expect(body).toMatchObject({ first_name: null, last_name: null, display_name: null, email: null })
  })

  it.each(['3.0', '3.1', '4.0'] as const)('shows the parts that fields names, on %s', async version => {
    const { emulator, token } = await setUp()
    const looker = clientOf(emulator, version)
    const read = async (path: string) => (await looker.send('GET', path, token)).json()
    expect(await read('/user?fields=display_name,email')).toEqual({
      display_name: 'Ada Admin',
      email: 'ada@emulator.example',
    })
    expect(await read('/users/789?fields=first_name')).toEqual({ first_name: 'Ana' })
    expect(await read('/users/789?fields=nothing')).toEqual({})
  })

  it.each(['token', 'Bearer', 'bearer', 'TOKEN'])('takes the scheme %s', async scheme => {
    const { emulator, token } = await setUp()
    const headers = { authorization: `${scheme} ${token}` }
    expect((await emulator.fetch(`${ORIGIN}/api/4.0/user`, { headers })).status).toBe(200)
  })

  it.each<[string, (token: string) => string | undefined]>([
    ['no header', () => undefined],
    ['an empty header', () => ''],
    ['another scheme', token => `Basic ${token}`],
    ['no scheme', token => token],
    ['a scheme alone', () => 'token'],
    ['two tokens', token => `token ${token}, token ${token}`],
    ['an unknown token', () => `token ${'x'.repeat(40)}`],
    ['part of a token', token => `token ${token.slice(1)}`],
  ])('is 401 with %s', async (_, header) => {
    const { emulator, token } = await setUp()
    const authorization = header(token)
    const headers = authorization === undefined ? {} : { authorization }
    const response = await emulator.fetch(`${ORIGIN}/api/4.0/user`, { headers })
    expect([response.status, response.headers.get('content-type')]).toEqual([401, LOOKER_JSON])
    expect(await response.json()).toEqual(UNAUTHENTICATED)
  })
})

describe('GET /users/{user_id}', () => {
  it('shows an admin everybody, in the form of the version', async () => {
    const { emulator, looker, token } = await setUp()
    const four = await looker.send('GET', '/users/792', token)
    expect(await four.json()).toMatchObject({ id: '792', is_disabled: true })
    const three = await clientOf(emulator, '3.1').send('GET', '/users/792', token)
    expect(await three.json()).toMatchObject({ id: 792, is_disabled: true })
    expect(emulator.stats.users).toBe(2)
  })

  it('shows others themselves; whom one may not see is "Not found", as is who is not there', async () => {
    const { looker, token } = await setUp(REGULAR)
    expect((await looker.send('GET', '/users/2', token)).status).toBe(200)
    for (const id of ['1', '3', '4711', 'x']) {
      const response = await looker.send('GET', `/users/${id}`, token)
      expect([response.status, await response.json()]).toEqual([404, notFound('get/users/:user_id')])
    }
  })

  it('is 401 without a token', async () => {
    const { looker } = await setUp()
    expect((await looker.send('GET', '/users/1')).status).toBe(401)
  })
})
