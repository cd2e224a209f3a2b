import { describe, expect, test } from 'vitest'
import { AuthError, createUserSession, oauthGrant, startAuthorization } from '../index'

const client = { clientId: 'app', redirectUri: 'https://app.example/signed-in' }

describe('oauthGrant() refuses at once', () => {
  const addresses = [
    'javascript:alert(1)//canary',
    'java\nscript:alert(1)//canary',
    'data:text/html,canary',
    'blob:https://app.example/canary',
    'ftp://app.example/canary',
    'com.example.app:/canary',
    '//app.example/canary',
    '/canary',
    '\\\\app.example\\canary',
    ' https://app.example/canary',
    'canary',
    'https://',
    'https://app.example/canary#',
    'https://app.example/#canary',
    'https://ada:canary@app.example/',
    'https://canary@app.example/',
  ]
  const refused = [
    ...['redirectUri', 'webUrl'].flatMap(name => addresses.map(address => [name, address])),
    ['webUrl', ''],
    ['webUrl', 'https://looker.example/?canary'],
    ['webUrl', 7],
  ]

  test.each(refused)('%s: %j', (name, address) => {
    const create = () => oauthGrant({ ...client, [String(name)]: address })
    expect(create).toThrow(AuthError)
    expect(create).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(String(name)) }),
    )
    expect(create).not.toThrow(/canary/)
  })
})

describe('oauthGrant() sends the user to', () => {
  test.each([
    ['https://looker.example', 'https://looker.example/auth'],
    ['https://looker.example/', 'https://looker.example/auth'],
    ['HTTPS://Looker.Example:443//', 'https://looker.example/auth'],
    ['http://looker.internal:9999', 'http://looker.internal:9999/auth'],
    ['https://example.com/looker/', 'https://example.com/looker/auth'],
  ])('the pages at the webUrl %s', async (webUrl, expected) => {
    const session = createUserSession({
      baseUrl: 'https://api.example',
      grant: oauthGrant({ ...client, webUrl }),
    })
    const { url } = await startAuthorization(session)
    expect(url.split('?')[0]).toBe(expected)
    await session.close()
  })

  test.each([
    'http://127.0.0.1:3000/signed-in',
    'https://app.example/signed-in?from=looker&x=',
    'https://App.example',
  ])('back to the redirect URI as it is registered: %s', async redirectUri => {
    const session = createUserSession({
      baseUrl: 'https://api.example',
      grant: oauthGrant({ ...client, redirectUri }),
    })
    const { url } = await startAuthorization(session)
    expect(new URL(url).searchParams.get('redirect_uri')).toBe(redirectUri)
    await session.close()
  })
})
