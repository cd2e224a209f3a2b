import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiVersions } from './api-version.js'
import { buildLogin } from './login.js'
import { buildLoginUser } from './login-user.js'
import { buildLogout } from './logout.js'
import type { ApiTarget, Credentials } from './wire.js'

const key: Credentials = { clientId: 'CGc9B7v7J48dQSJvxxx', clientSecret: 'nNVS9cSS3xNpSC9JdsBvvvvv' }
const target = (
  apiVersion: ApiTarget['apiVersion'],
  authScheme: ApiTarget['authScheme'] = 'token',
): ApiTarget => ({
  baseUrl: 'https://demo.looker.com:19999',
  apiVersion,
  authScheme,
})

describe.each(apiVersions)('API %s', version => {
  it('login is POST /login with the key form-encoded in the body, as the documents show', () => {
    expect(buildLogin(target(version), key)).toMatchObject({
      method: 'POST',
      url: `https://demo.looker.com:19999/api/${version}/login`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: 'client_id=CGc9B7v7J48dQSJvxxx&client_secret=nNVS9cSS3xNpSC9JdsBvvvvv',
    })
  })

  it('login puts the key into the query only when asked to', () => {
    const request = buildLogin(target(version), key, 'query')
    expect(request.url).toBe(
      `https://demo.looker.com:19999/api/${version}/login?client_id=${key.clientId}&client_secret=${key.clientSecret}`,
    )
    expect(request.body).toBeUndefined()
  })

  it('login_user is POST /login/{user_id} with the admin token', () => {
    expect(buildLoginUser(target(version), 'T0k', 789)).toEqual({
      method: 'POST',
      url: `https://demo.looker.com:19999/api/${version}/login/789`,
      headers: { accept: 'application/json', authorization: 'token T0k' },
      secrets: ['T0k'],
    })
  })

  it('logout is DELETE /logout with the token that is to end', () => {
    expect(buildLogout(target(version, 'Bearer'), 'T0k')).toMatchObject({
      method: 'DELETE',
      url: `https://demo.looker.com:19999/api/${version}/logout`,
      headers: { authorization: 'Bearer T0k' },
    })
  })
})

describe('associative', () => {
  it.each(['3.1', '4.0'] as const)(
    'is a boolean query parameter of API %s, and left out unless given',
    version => {
      expect(buildLoginUser(target(version), 't', 7, false).url).toMatch(/\/login\/7\?associative=false$/)
      expect(buildLoginUser(target(version), 't', 7, true).url).toMatch(/\/login\/7\?associative=true$/)
      expect(buildLoginUser(target(version), 't', 7).url).toMatch(/\/login\/7$/)
    },
  )

  it('is refused for API 3.0, which does not know it', () => {
    expect(() => buildLoginUser(target('3.0'), 't', 7, false)).toThrow(
      expect.objectContaining({ code: 'configuration' }),
    )
  })
})

describe('credentials', () => {
  it('a secret with %2B, +, & or non-ASCII reaches the server as it is', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.string({ minLength: 1 }),
        (clientId, clientSecret) => {
          const { body, url } = buildLogin(target('4.0'), { clientId, clientSecret })
          expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
            client_id: clientId,
            client_secret: clientSecret,
          })
          expect(new URL(url).search).toBe('')
          const inQuery = new URL(buildLogin(target('4.0'), { clientId, clientSecret }, 'query').url)
            .searchParams
          expect(inQuery.get('client_secret')).toBe(clientSecret)
        },
      ),
    )
    const { body } = buildLogin(target('4.0'), { clientId: 'a', clientSecret: '%2B+&é' })
    expect(body).toBe('client_id=a&client_secret=%252B%2B%26%C3%A9')
  })

  it.each([
    ['client_id', { clientId: '', clientSecret: 's' }],
    ['client_secret', { clientId: 'i', clientSecret: '' }],
    ['client_secret', { clientId: 'i' } as Credentials],
  ])('a missing %s is named', (name, credentials) => {
    expect(() => buildLogin(target('4.0'), credentials)).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: expect.stringContaining(`${name} is missing`),
      }),
    )
  })
})

describe('user ids', () => {
  it("'../users?x=1' and '7?associative=false' stay one path segment", () => {
    for (const id of ['../users?x=1', '7?associative=false', '7#x', 'a/b', 'a\\b', '%2e%2e', ' 7', 'ä']) {
      const { pathname, search, hash } = new URL(buildLoginUser(target('4.0'), 't', id).url)
      expect(pathname.split('/')).toHaveLength(5)
      expect(decodeURIComponent(pathname.slice('/api/4.0/login/'.length))).toBe(id)
      expect(search + hash).toBe('')
    }
  })

  it('any id of 1 to 255 characters names exactly itself, or is refused', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 255, unit: 'binary' }), id => {
        fc.pre(id.length <= 255 && id !== '.' && id !== '..')
        const { pathname, search } = new URL(buildLoginUser(target('4.0'), 't', id).url)
        expect(decodeURIComponent(pathname.replace('/api/4.0/login/', ''))).toBe(id)
        expect(search).toBe('')
      }),
    )
  })

  it("id 0 is a user, also as '0'", () => {
    for (const version of apiVersions)
      for (const id of [0, '0']) expect(buildLoginUser(target(version), 't', id).url).toMatch(/\/login\/0$/)
  })

  it("789n is the same user as 789 and '789', and an id beyond the safe whole numbers keeps all its digits", () => {
    for (const version of apiVersions) {
      for (const id of [789n, 789, '789'])
        expect(buildLoginUser(target(version), 't', id).url).toMatch(/\/login\/789$/)
      expect(buildLoginUser(target(version), 't', 2n ** 64n).url).toMatch(/\/login\/18446744073709551616$/)
    }
  })

  it.each(['', '.', '..', 'x'.repeat(256), '\ud800', Number.NaN, 1.5, 2 ** 60, undefined, null, {}])(
    '%j is refused',
    id => {
      expect(() => buildLoginUser(target('4.0'), 't', id as string)).toThrow(
        expect.objectContaining({ code: 'invalid_user_id' }),
      )
    },
  )

  it.each(['abc', '07', '1.0', '1e3', ' 1', '-1'])('API 3.x takes whole numbers only: %j is refused', id => {
    for (const version of ['3.0', '3.1'] as const) {
      expect(() => buildLoginUser(target(version), 't', id)).toThrow(
        expect.objectContaining({ code: 'invalid_user_id' }),
      )
    }
  })
})
