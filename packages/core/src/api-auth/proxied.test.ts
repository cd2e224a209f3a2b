import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { jsonAnswer, scriptedFetch } from '../testing/scripted-fetch.js'
import { ApiAuthApi } from './api-auth-api.js'

const token = () => jsonAnswer({ access_token: 'canary-token', token_type: 'Bearer', expires_in: 3600 })
const make = () =>
  new ApiAuthApi({
    baseUrl: 'https://me.looker.com',
    credentials: { clientId: 'id', clientSecret: 'canary-secret' },
    fetch: scriptedFetch(token(), token(), new Response(null, { status: 204 })),
  })

it('an ApiAuthApi works behind a Proxy', async () => {
  const api = new Proxy(make(), { get: (from, key, receiver) => Reflect.get(from, key, receiver) })
  expect(await api.login()).toMatchObject({ token_type: 'Bearer' })
  expect(await api.loginUser(789)).toMatchObject({ token_type: 'Bearer' })
  expect(await api.logout()).toBe('')
})

it('its operations work on their own', async () => {
  const { login, loginUser, logout } = make()
  await login()
  await loginUser(789)
  expect(await logout()).toBe('')
})

it('shows nothing of key or token behind a Proxy', async () => {
  const api = new Proxy(make(), {})
  await api.login()
  expect(inspect(api, { depth: 9, showHidden: true, showProxy: true }) + JSON.stringify(api)).not.toMatch(
    /canary/,
  )
})
