import {
  type AccessToken,
  ApiAuthApi,
  type ApiAuthApiOptions,
  type ApiAuthCallback,
  AuthError,
  type AuthErrorCode,
  apiVersions,
} from '@looker-auth/core'
import type { ContractCase } from '@looker-auth/core/testing'
import type { Fault } from '@looker-auth/emulator'
import { equal } from './equal'
import type { Instance } from './instance'

const credentials = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }

/** ApiAuthApi against an instance that is whole, and against one that gives bad answers. */
export function apiAuthCases(make: () => Instance): ContractCase[] {
  return [...goodDays(make), ...badDays(make), ...callbacks(make)]
}

function goodDays(make: () => Instance): ContractCase[] {
  return apiVersions.map(apiVersion => ({
    name: `signs in, reads as the user, gets another user's token and signs out on ${apiVersion}`,
    async run() {
      const instance = make()
      const api = apiOf(instance, { apiVersion })
      const admin = await api.login()
      equal(admin.token_type, 'Bearer', 'token_type')
      equal(await whoIs(instance, apiVersion, admin), '1', 'the API key acts for')
      equal(await whoIs(instance, apiVersion, await api.loginUser(789)), '789', 'the token of 789 acts for')
      equal(await api.logout(), '', 'what logout answers')
      equal(await whoIs(instance, apiVersion, admin), 401, 'the dead token')
    },
  }))
}

/** The documents' callbacks. */
function callbacks(make: () => Instance): ContractCase[] {
  return [
    {
      name: 'a callback gets the answer to its own operation, as superagent shows it',
      async run() {
        const api = apiOf(make())
        const [, user, response] = await called(callback => api.loginUser(789, callback))
        equal(response?.body.access_token, (user as AccessToken).access_token, 'the token in the body')
        equal(JSON.parse(response?.text ?? '').token_type, 'Bearer', 'the token in the text')
        const { status, statusCode, ok, type } = response ?? {}
        equal([status, statusCode, ok, type], [200, 200, true, 'application/json'], 'the response')
        equal(response?.headers['content-type']?.split(';')[0], type, 'the header')
        equal(response?.header, response?.headers, 'the headers by their other name')
        const [error, data, ended] = await called(callback => api.logout(callback))
        equal([error, data, ended?.status], [null, null, 204], 'what logout calls back with')
      },
    },
    {
      name: 'a callback never gets the answer of the login that its operation needed',
      async run() {
        const api = apiOf(make(), { apiVersion: '3.1' })
        await api.login()
        for (const id of ['..', 'abc', undefined]) {
          const [error, data, response] = await called(callback => api.loginUser(id as string, callback))
          equal(AuthError.is(error) && error.code, 'invalid_user_id', `the code for ${id}`)
          equal([data, response === undefined], [null, true], `data and response for ${id}`)
        }
        const wrong = apiOf(make(), { credentials: { ...credentials, clientSecret: 'wrong' } })
        const [error, data, response] = await called(callback => wrong.loginUser(789n, callback))
        equal(AuthError.is(error) && error.code, 'bad_credentials', 'the code of a login that fails')
        equal([data, response === undefined], [null, true], 'data and response where the login fails')
      },
    },
  ]
}

type Called = Parameters<ApiAuthCallback<unknown>>

function called(run: (callback: (...args: Called) => void) => void): Promise<Called> {
  return new Promise(resolve => run((...args) => resolve(args)))
}

const badAnswers: [name: string, fault: Omit<Fault, 'match'>, code: AuthErrorCode][] = [
  ['an HTML page', { html: true }, 'not_looker_api'],
  ['a truncated body', { body: '{"access_token": "abc', headers: {} }, 'malformed_response'],
  ['an empty body', { status: 200, body: '' }, 'malformed_response'],
  ['an answer without expires_in', { omit: ['expires_in'] }, 'malformed_response'],
  ['a token that is no text', { merge: { access_token: 7 } }, 'malformed_response'],
  ['a body of 100 MB', { bodyBytes: 100_000_000 }, 'malformed_response'],
  ['a redirect', { redirectTo: 'https://elsewhere.example/login' }, 'configuration'],
  ['a rate limit', { status: 429, retryAfter: 60 }, 'rate_limited'],
  ['an overloaded server', { status: 503 }, 'unavailable'],
  ['a refusal', { status: 422 }, 'request_refused'],
  ['no answer at all', { drop: true }, 'network'],
]

function badDays(make: () => Instance): ContractCase[] {
  const refused: ContractCase[] = [
    {
      name: 'a wrong secret is bad_credentials',
      async run() {
        const wrong = { ...credentials, clientSecret: 'no such secret %2B+&=ü' }
        equal(await codeOf(apiOf(make(), { credentials: wrong }).login()), 'bad_credentials', 'code')
      },
    },
    {
      name: 'an unknown user is unknown_user, and a path for an id never leaves',
      async run() {
        const api = apiOf(make())
        equal(await codeOf(api.loginUser(99_999)), 'unknown_user', 'code')
        equal(await codeOf(api.loginUser('../users?x=1')), 'unknown_user', 'code')
        equal(await codeOf(api.loginUser('..')), 'invalid_user_id', 'code')
      },
    },
  ]
  const bad = badAnswers.map(([name, fault, code]) => ({
    name: `${name} at login is ${code}`,
    async run() {
      const instance = make()
      await instance.fault({ match: { method: 'POST', path: '/api/4.0/login' }, ...fault })
      const login = apiOf(instance).login()
      const error = await login.catch((reason: unknown) => reason).finally(() => instance.mend())
      if (!AuthError.is(error)) throw new Error(`not an AuthError: ${error}`)
      equal(error.code, code, 'code')
      if (error.hint === '') throw new Error('no hint')
      if (JSON.stringify(error).includes(credentials.clientSecret))
        throw new Error('the error shows the secret')
    },
  }))
  return [...refused, ...bad]
}

function apiOf({ baseUrl, fetch }: Instance, more: Partial<ApiAuthApiOptions> = {}): ApiAuthApi {
  return new ApiAuthApi({ baseUrl, fetch, credentials, retry: { attempts: 1 }, ...more })
}

/** The id of the user that the token acts for, or the status where it is refused. */
async function whoIs({ baseUrl, fetch }: Instance, apiVersion: string, token: AccessToken) {
  const headers = { authorization: `token ${token.access_token}` }
  const answer = await fetch(`${baseUrl}/api/${apiVersion}/user`, { headers })
  const body = (await answer.json()) as { id?: string | number }
  return answer.ok ? String(body.id) : answer.status
}

async function codeOf(work: Promise<unknown>): Promise<AuthErrorCode | undefined> {
  const error = await work.catch((reason: unknown) => reason)
  return AuthError.is(error) ? error.code : undefined
}
