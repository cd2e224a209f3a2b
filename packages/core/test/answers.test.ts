import { inspect } from 'node:util'
import { createEmulator, type Fault } from '@looker-auth/emulator'
import { describe, expect, it } from 'vitest'
import { ApiAuthApi } from '../src/api-auth/api-auth-api.js'
import { AuthError } from '../src/errors/auth-error.js'
import type { Meaning } from '../src/protocol/answers/answer-table.js'
import { apiVersions } from '../src/protocol/api-version.js'

const key = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }
const path = { login: '/api/*/login', login_user: '/api/*/login/789', logout: '/api/*/logout' } as const
type Operation = keyof typeof path
type FaultParts = Omit<Fault, 'match'>

interface Row {
  readonly answer: string
  readonly fault: FaultParts
  readonly means: Record<Operation, Meaning>
  /** What the hint or message must speak of, for it to be true for this cause. */
  readonly says: RegExp | Record<Operation, RegExp>
}

const token = { access_token: 'x'.repeat(40), token_type: 'Bearer', expires_in: 3600 }
const prohibited = { message: 'API 3.x requests are prohibited. Request: POST /api/3.1/login' }
const all = (meaning: Meaning): Record<Operation, Meaning> => ({
  login: meaning,
  login_user: meaning,
  logout: meaning,
})
const grants = (meaning: Meaning, logout: Meaning): Record<Operation, Meaning> => ({
  login: meaning,
  login_user: meaning,
  logout,
})
const unusable = grants('malformed_response', 'done')

const rows: Row[] = [
  {
    answer: '200 with an empty body',
    fault: { status: 200, body: '' },
    means: unusable,
    says: /body is empty/,
  },
  {
    answer: '200 with an error body',
    fault: { status: 200, json: { message: 'Not found' } },
    means: unusable,
    says: /access_token is missing/,
  },
  {
    answer: 'truncated JSON',
    fault: { status: 200, json: token, truncate: 20 },
    means: unusable,
    says: /not JSON, or is cut off/,
  },
  { answer: 'malformed JSON', fault: { malformed: true, json: token }, means: unusable, says: /not JSON/ },
  {
    answer: 'expires_in missing',
    fault: { json: { ...token, expires_in: undefined } },
    means: unusable,
    says: /expires_in is missing/,
  },
  {
    answer: 'expires_in negative',
    fault: { json: { ...token, expires_in: -5 } },
    means: unusable,
    says: /not positive/,
  },
  {
    answer: 'expires_in as text',
    fault: { json: { ...token, expires_in: '3600' } },
    means: unusable,
    says: /not a number/,
  },
  {
    answer: 'expires_in huge',
    fault: { json: { ...token, expires_in: 1e15 } },
    means: unusable,
    says: /ten years/,
  },
  {
    answer: 'token missing',
    fault: { json: { token_type: 'Bearer', expires_in: 5 } },
    means: unusable,
    says: /access_token is missing/,
  },
  {
    answer: 'token empty',
    fault: { json: { ...token, access_token: '' } },
    means: unusable,
    says: /access_token is empty/,
  },
  {
    answer: 'token not a string',
    fault: { json: { ...token, access_token: 7 } },
    means: unusable,
    says: /not a string/,
  },
  { answer: '204 without a body', fault: { status: 204 }, means: unusable, says: /body is empty/ },
  { answer: 'a body of 100 MB', fault: { bodyBytes: 100 * 1024 * 1024 }, means: unusable, says: /too long/ },
  {
    answer: '400',
    fault: { status: 400 },
    means: grants('request_refused', 'reported:request_refused'),
    says: /Bad [Rr]equest|bad request|server gave no reason/i,
  },
  {
    answer: '422 with the reasons',
    fault: { status: 422, json: { message: 'Validation Failed' } },
    means: grants('request_refused', 'reported:request_refused'),
    says: /Validation Failed/,
  },
  {
    answer: '401 in JSON',
    fault: { status: 401 },
    means: { login: 'configuration', login_user: 'token_rejected', logout: 'done' },
    says: { login: /https rather than http.*19999.*no slash/, login_user: /sign in again/, logout: /^$/ },
  },
  {
    answer: '403',
    fault: { status: 403 },
    means: { login: 'not_looker_api', login_user: 'sudo_refused', logout: 'reported:request_refused' },
    says: { login: /\/api\/\{version\}/, login_user: /admin user/, logout: /refused/ },
  },
  {
    answer: '403 of Looker (Google Cloud core)',
    fault: { status: 403, json: { message: 'Unsupported in Looker (Google Cloud core)' } },
    means: { login: 'not_looker_api', login_user: 'sudo_unsupported', logout: 'reported:request_refused' },
    says: {
      login: /forbids the login/,
      login_user: /service account with the Admin role/,
      logout: /refused/,
    },
  },
  {
    answer: '404 "Not found"',
    fault: { status: 404, json: { message: 'Not found' } },
    means: { login: 'bad_credentials', login_user: 'unknown_user', logout: 'done' },
    says: { login: /client_id and client_secret.*API key/, login_user: /user id/, logout: /^$/ },
  },
  {
    answer: '404 of an unrouted path',
    fault: { status: 404, json: { message: "The resource you're looking for could not be found" } },
    means: grants('not_looker_api', 'reported:not_looker_api'),
    says: /host and port/,
  },
  {
    answer: 'HTML instead of JSON, with 404',
    fault: { html: true },
    means: grants('not_looker_api', 'reported:not_looker_api'),
    says: /host and port/,
  },
  {
    answer: 'HTML instead of JSON, with 200',
    fault: { html: true, status: 200 },
    means: grants('not_looker_api', 'reported:not_looker_api'),
    says: /sign-in page/,
  },
  {
    answer: '"API 3.x requests are prohibited"',
    fault: { status: 404, json: prohibited },
    means: all('api_version_removed'),
    says: /4\.0/,
  },
  {
    answer: '429',
    fault: { status: 429, times: 'always' },
    means: all('rate_limited'),
    says: /Wait for retryAfterMs/,
  },
  {
    answer: '429 with a Retry-After past the bound',
    fault: { status: 429, retryAfter: 120 },
    means: all('rate_limited'),
    says: /retryAfterMs/,
  },
  { answer: '500', fault: { status: 500, times: 'always' }, means: all('unavailable'), says: /\/alive/ },
  {
    answer: '503 in HTML',
    fault: { status: 503, html: true, times: 'always' },
    means: all('unavailable'),
    says: /alive/,
  },
  {
    answer: 'a dropped connection',
    fault: { drop: true, times: 'always' },
    means: all('network'),
    says: /could not be made, or broke off/,
  },
  {
    answer: 'a connection dropped in the body',
    fault: { drop: 'body', json: token, times: 'always' },
    means: all('network'),
    says: /could not be made, or broke off/,
  },
  {
    answer: 'a redirect',
    fault: { status: 307, redirectTo: 'https://elsewhere.example/login' },
    means: all('configuration'),
    says: /https:\/\/elsewhere\.example\/login/,
  },
]

const run: Record<Operation, (api: ApiAuthApi) => Promise<unknown>> = {
  login: api => api.login(),
  login_user: api => api.loginUser(789),
  logout: api => api.logout(),
}

describe.each(apiVersions)('what an answer means, against the emulator on API %s', apiVersion => {
  const connect = () => {
    const emulator = createEmulator()
    const api = new ApiAuthApi({
      baseUrl: 'https://emulator.test',
      apiVersion,
      fetch: (input, init) => emulator.fetch(String(input), init),
      credentials: key,
      retry: { baseDelayMs: 0 },
    })
    return { emulator, api }
  }

  describe.each(rows)('$answer', ({ fault, means, says }) => {
    it.each(Object.keys(path) as Operation[])('%s', async operation => {
      const { emulator, api } = connect()
      if (operation === 'logout') await api.login()
      // login_user's own 401 is met by a renewed admin token once, so both tries must meet the fault.
      const times = fault.times ?? (operation === 'login_user' ? 2 : 1)
      emulator.faults.add({ match: { path: path[operation] }, ...fault, times })
      const [outcome] = await Promise.allSettled([run[operation](api)])
      const meaning = means[operation]
      if (meaning === 'done' || meaning === 'granted')
        return expect(outcome).toMatchObject({ status: 'fulfilled' })
      const error = outcome.status === 'rejected' ? outcome.reason : undefined
      expect(AuthError.is(error) && error.code).toBe(meaning.replace('reported:', ''))
      expect(error.message).toMatch(says instanceof RegExp ? says : says[operation])
      expect(error.message).toContain(error.hint)
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(key.clientSecret)
    })
  })

  it('a rate limit is retried by Retry-After, then granted', async () => {
    const { emulator, api } = connect()
    emulator.faults.add({ match: { path: path.login }, status: 429, retryAfter: 0 })
    expect(await api.login()).toMatchObject({ token_type: 'Bearer', expires_in: 3600 })
    expect(emulator.stats).toMatchObject({ login: 1, faulted: 1 })
  })

  it("a token of the documents' length is granted, minted for the user asked for, and ended", async () => {
    const { emulator, api } = connect()
    const { access_token } = await api.loginUser(789)
    expect(access_token).toMatch(/^[A-Za-z0-9]{40}$/)
    const as = (token: string) =>
      emulator.fetch(`https://emulator.test/api/${apiVersion}/user`, {
        headers: { authorization: `token ${token}` },
      })
    expect(await (await as(access_token)).json()).toMatchObject({ id: apiVersion === '4.0' ? '789' : 789 })
    await api.logout()
    expect(emulator.stats).toMatchObject({ login: 1, login_user: 1, logout: 1, live_tokens: 1 })
  })
})

describe('on a release that serves no 3.x', () => {
  it.each(['3.0', '3.1'] as const)('API %s is api_version_removed, and 4.0 works', async apiVersion => {
    const emulator = createEmulator({ options: { release: '26.12' } })
    const connect = (version: typeof apiVersion | '4.0') =>
      new ApiAuthApi({
        baseUrl: 'https://emulator.test',
        apiVersion: version,
        fetch: (input, init) => emulator.fetch(String(input), init),
        credentials: key,
      })
    await expect(connect(apiVersion).login()).rejects.toMatchObject({ code: 'api_version_removed' })
    expect(await connect('4.0').login()).toMatchObject({ expires_in: 3600 })
  })
})

describe('in Looker (Google Cloud core)', () => {
  it('login_user is sudo_unsupported unless a service account asks for an embed user', async () => {
    const emulator = createEmulator({ options: { googleCloudCore: true } })
    const api = new ApiAuthApi({
      baseUrl: 'https://emulator.test',
      fetch: (input, init) => emulator.fetch(String(input), init),
      credentials: key,
    })
    await expect(api.loginUser(789)).rejects.toMatchObject({
      code: 'sudo_unsupported',
      hint: expect.stringContaining('service account'),
    })
  })
})
