import { describe, expect, it } from 'vitest'
import { authorizeQuery, browserOf, oauthOf } from '../../test/browser'
import { createEmulator } from '../index'
import { isRegistered } from './redirect-uri'

const CLI = { client_id: 'com.looker.cli', redirect_uri: 'http://127.0.0.1:49152' }

describe('a redirect_uri', () => {
  it.each([
    ['http://127.0.0.1:49152', 'http://127.0.0.1:7777'],
    ['http://127.0.0.1', 'http://127.0.0.1:7777'],
    ['http://127.0.0.1:49152/back?a=1', 'http://127.0.0.1:7777/back?a=1'],
    ['http://[::1]:49152/', 'http://[::1]/'],
  ])('%s matches the registered %s only with anyLoopbackPort', (redirectUri, registered) => {
    expect(isRegistered(redirectUri, registered, true)).toBe(true)
    expect(isRegistered(redirectUri, registered, false)).toBe(false)
  })

  it.each([
    ['another path', 'http://127.0.0.1:49152/other', 'http://127.0.0.1:7777/'],
    ['a path that is added', 'http://127.0.0.1:49152/', 'http://127.0.0.1:7777'],
    ['another loopback address', 'http://[::1]:7777', 'http://127.0.0.1:7777'],
    ['a name', 'http://localhost:49152', 'http://localhost:7777'],
    ['https', 'https://127.0.0.1:49152', 'https://127.0.0.1:7777'],
    ['a host that begins alike', 'http://127.0.0.1.evil.example:7777', 'http://127.0.0.1:7777'],
    ['a user name', 'http://127.0.0.1:7777@evil.example', 'http://127.0.0.1:7777'],
    ['a port that there is not', 'http://127.0.0.1:77777', 'http://127.0.0.1:7777'],
    ['another machine', 'http://10.0.0.1:49152', 'http://10.0.0.1:7777'],
  ])('does not match with %s', (_, redirectUri, registered) => {
    expect(isRegistered(redirectUri, registered, true)).toBe(false)
  })
})

describe('with anyLoopbackPort', () => {
  const options = { release: '26.10', anyLoopbackPort: true }

  it('the pages send the code to the port of the request, and the exchange must name the same port', async () => {
    const { code, exchange, refresh } = oauthOf(createEmulator({ options }), CLI)
    const other = await exchange(await code(), { redirect_uri: 'http://127.0.0.1:7777' })
    expect(other.body).toMatchObject({ error: 'invalid_grant' })
    const granted = await exchange(await code())
    expect(granted.status).toBe(200)
    expect((await refresh(granted.refreshToken)).status).toBe(200)
  })

  it('the pages allow their form to lead to that port, and show the address', async () => {
    const emulator = createEmulator({ options })
    const browser = browserOf(emulator)
    const signIn = await browser.open(authorizeQuery(CLI))
    expect(signIn.response.headers.get('content-security-policy')).toContain(
      `form-action 'self' ${CLI.redirect_uri}`,
    )
    const consent = await browser.press(signIn, 'choose', { user_id: '789' })
    expect(consent.html).toContain(`takes you back to ${CLI.redirect_uri}`)
    expect((await browser.press(consent, 'deny')).returned).toMatchObject({
      address: CLI.redirect_uri,
      error: 'access_denied',
    })
  })

  it('authorize() gives back an address with that port', () => {
    const emulator = createEmulator({ options })
    const url = `https://looker.example/auth?${authorizeQuery(CLI)}`
    expect(new URL(emulator.authorize({ url, user_id: 789 })).origin).toBe(CLI.redirect_uri)
  })
})

it('without anyLoopbackPort, another port is an error page', async () => {
  const browser = browserOf(createEmulator({ options: { release: '26.10' } }))
  const shown = await browser.open(authorizeQuery(CLI))
  expect([shown.response.status, shown.heading]).toEqual([400, "This sign-in can't go on"])
  expect(shown.html).toContain('redirect_uri is not exactly the registered one')
})
