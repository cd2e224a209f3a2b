import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Fetch } from '../runtime/fetch.js'
import { jsonAnswer, type ScriptedAnswer, scriptedFetch } from '../testing/scripted-fetch.js'
import { settled, simulatedClock } from '../testing/simulated-clock.js'
import { ApiAuthApi, type ApiAuthApiOptions } from './api-auth-api.js'

const token = (name: string) => jsonAnswer({ access_token: name, token_type: 'Bearer', expires_in: 3600 })
const gone = () => new Response(null, { status: 204 })
const unauthenticated = () => jsonAnswer({ message: 'Requires authentication.' }, 401)
const configured = { clientId: 'admin-id', clientSecret: 'canary-secret' }
const other = { clientId: 'other-id', clientSecret: 'canary-other' }

function apiWith(answers: ScriptedAnswer[], options: Partial<ApiAuthApiOptions> = {}) {
  const fetch = scriptedFetch(...answers)
  const clock = simulatedClock()
  const api = new ApiAuthApi({
    baseUrl: 'https://me.looker.com',
    fetch,
    clock,
    credentials: configured,
    ...options,
  })
  const sent = () =>
    fetch.seen.map(({ method, url, headers }) =>
      `${method} ${url.slice(30)} ${headers.get('authorization') ?? ''}`.trim(),
    )
  return { api, fetch, clock, sent }
}

describe('ApiAuthApi', () => {
  it('login() presents the configured key, login(opts) the one it is given', async () => {
    const { api, fetch } = apiWith([token('A'), token('B')])
    expect(await api.login()).toEqual({ access_token: 'A', token_type: 'Bearer', expires_in: 3600 })
    expect(await api.login(other)).toMatchObject({ access_token: 'B' })
    expect(fetch.seen.map(({ body }) => body.split('&')[0])).toEqual([
      'client_id=admin-id',
      'client_id=other-id',
    ])
  })

  it('loginUser and logout sign in from configuration when there is no token', async () => {
    const first = apiWith([token('A'), token('U')])
    await first.api.loginUser(789)
    expect(first.sent()).toEqual(['POST login', 'POST login/789 token A'])
    const second = apiWith([token('A'), gone()])
    expect(await second.api.logout()).toBe('')
    expect(second.sent()).toEqual(['POST login', 'DELETE logout token A'])
  })

  it('loginUser never changes whom the instance acts for', async () => {
    const { api, sent } = apiWith([token('A'), token('U'), token('V'), gone()])
    await api.loginUser(789)
    await api.loginUser('0')
    await api.logout()
    expect(sent().slice(1)).toEqual([
      'POST login/789 token A',
      'POST login/0 token A',
      'DELETE logout token A',
    ])
  })

  it('100 cold callers, 100 logins: here they share one', async () => {
    const { api, sent } = apiWith([token('A'), token('U')])
    await Promise.all(Array.from({ length: 100 }, (_, id) => api.loginUser(id)))
    expect(sent().filter(line => line === 'POST login')).toHaveLength(1)
    expect(sent()).toHaveLength(101)
  })

  it('a rejected admin token is renewed once, however many calls saw it rejected', async () => {
    let logins = 0
    const fetch: Fetch = async (input, init) => {
      if (String(input).endsWith('/login')) return token(`A${++logins}`)
      return new Headers(init?.headers).get('authorization') === 'token A1' ? unauthenticated() : token('U')
    }
    const { api } = apiWith([], { fetch })
    const users = await Promise.all(Array.from({ length: 50 }, () => api.loginUser(789)))
    expect(users.every(({ access_token }) => access_token === 'U')).toBe(true)
    expect(logins).toBe(2)
  })

  it('a token that is rejected again is an error, not another login', async () => {
    const { api, sent } = apiWith([token('A'), unauthenticated(), token('B'), unauthenticated()])
    await expect(api.loginUser(789)).rejects.toMatchObject({ code: 'token_rejected', status: 401 })
    expect(sent()).toEqual(['POST login', 'POST login/789 token A', 'POST login', 'POST login/789 token B'])
  })

  it("another user's rejected token is never replaced by the configured user's", async () => {
    const { api, sent } = apiWith([token('B'), unauthenticated(), token('A')])
    await api.login(other)
    await expect(api.loginUser(789)).rejects.toMatchObject({ code: 'token_rejected' })
    expect(sent()).toEqual(['POST login', 'POST login/789 token B'])
  })

  it('an expired token is replaced, by either clock', async () => {
    const { api, clock, sent } = apiWith([
      token('A'),
      token('U'),
      token('B'),
      token('U'),
      token('C'),
      token('U'),
    ])
    await api.loginUser(1)
    await clock.advance(3_600_000)
    await api.loginUser(1)
    clock.sleep(3_600_000)
    await api.loginUser(1)
    expect(sent().filter(line => line.startsWith('POST login/'))).toEqual(
      ['A', 'B', 'C'].map(name => `POST login/1 token ${name}`),
    )
  })

  it('the login started last decides whom the instance acts for', async () => {
    const held: ((answer: Response) => void)[] = []
    const sentWith: (string | null)[] = []
    const fetch: Fetch = (_, init) => {
      sentWith.push(new Headers(init?.headers).get('authorization'))
      return new Promise(resolve => held.push(resolve))
    }
    const { api } = apiWith([], { fetch })
    const first = api.login()
    await settled()
    const second = api.login(other)
    const user = api.loginUser(7)
    await settled()
    held[1]?.(token('B'))
    await second
    held[0]?.(token('A'))
    await first
    await settled()
    held[2]?.(token('U'))
    expect((await user).access_token).toBe('U')
    expect(sentWith).toEqual([null, null, 'token B'])
  })

  it('a failed login leaves the instance with the token it had', async () => {
    const { api, sent } = apiWith([token('A'), jsonAnswer({ message: 'Not found' }, 404), token('U')])
    await api.login()
    await expect(api.login(other)).rejects.toMatchObject({ code: 'bad_credentials', status: 404 })
    await api.loginUser(7)
    expect(sent().at(-1)).toBe('POST login/7 token A')
  })

  it('two failed logins leave nothing behind that later calls would trip over', async () => {
    const { api } = apiWith([
      jsonAnswer({ message: 'Not found' }, 404),
      jsonAnswer({ message: 'Not found' }, 404),
      token('A'),
    ])
    await Promise.allSettled([api.login(other), api.login(other)])
    expect(await api.login()).toMatchObject({ access_token: 'A' })
  })

  it('two concurrent logins that fail leave the instance with the identity it had', async () => {
    const notFound = () => jsonAnswer({ message: 'Not found' }, 404)
    const { api, sent } = apiWith([token('B'), notFound(), notFound(), token('U')])
    await api.login(other)
    await Promise.allSettled([api.login({ ...other, clientId: 'x' }), api.login({ ...other, clientId: 'y' })])
    await api.loginUser(7)
    expect(sent().at(-1)).toBe('POST login/7 token B')
  })

  it.each([{ client_id: 'x', client_secret: 'canary-other' }, 'canary-other', { ...other, tenant: 1 }])(
    'login refuses options that it does not know, and does not sign in as somebody else (%#)',
    async opts => {
      const { api, sent } = apiWith([token('A')])
      await expect(api.login(opts as object)).rejects.toMatchObject({ code: 'configuration' })
      await expect(api.login(opts as object)).rejects.not.toThrow('canary')
      expect(sent()).toEqual([])
    },
  )

  it('a loginUser under way does not sign in again after logout', async () => {
    const held: ((answer: Response) => void)[] = []
    const { api, fetch } = apiWith([
      token('A'),
      () => new Promise(resolve => held.push(resolve)),
      gone(),
      token('B'),
    ])
    await api.login()
    const user = expect(api.loginUser(789)).rejects.toMatchObject({ code: 'token_rejected' })
    await settled()
    await api.logout()
    held[0]?.(unauthenticated())
    await user
    expect(fetch.seen).toHaveLength(3)
  })

  it('logout while a later login fails ends the token there was', async () => {
    const { api, sent } = apiWith([token('B'), jsonAnswer({ message: 'Not found' }, 404), gone()])
    await api.login(other)
    const failing = expect(api.login({ ...other, clientId: 'x' })).rejects.toMatchObject({
      code: 'bad_credentials',
    })
    expect(await api.logout()).toBe('')
    await failing
    expect(sent().at(-1)).toBe('DELETE logout token B')
  })

  it.each([
    [{ baseUrl: undefined }, 'baseUrl'],
    [{ authScheme: 'Basic x' }, 'authScheme'],
    [{ credentialsIn: 'header' }, 'credentialsIn'],
    [{ timeoutMs: 'abc' }, 'timeoutMs'],
    [{ retry: { attempts: Number.NaN } }, 'retry'],
  ])('a setting that cannot work is named when the instance is made: %j', (options, named) => {
    expect(() => apiWith([], options as object)).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(named) }),
    )
  })

  it('retry settings that are undefined are as if left out', async () => {
    const undef = { attempts: undefined, boundMs: undefined, baseDelayMs: 0 } as object
    const { api, fetch, clock } = apiWith([jsonAnswer({}, 503)], { retry: undef })
    const failing = expect(api.login()).rejects.toMatchObject({ code: 'unavailable' })
    await clock.advance(10_000)
    await failing
    expect(fetch.seen).toHaveLength(3)
  })

  it('after logout the old token is not sent again', async () => {
    const tokens = ['A', 'B']
    const sent: string[] = []
    const fetch: Fetch = async (input, init) => {
      sent.push(`${String(input).slice(30)} ${new Headers(init?.headers).get('authorization')}`)
      if (init?.method === 'DELETE') return gone()
      return token(String(input).endsWith('/login') ? String(tokens.shift()) : 'U')
    }
    const { api } = apiWith([], { fetch })
    await api.login()
    await Promise.all([api.logout(), api.loginUser(7)])
    expect(sent.sort()).toEqual(['login null', 'login null', 'login/7 token B', 'logout token A'])
  })

  it('logout of a dead token is done; a server that refuses is reported, and the token is gone all the same', async () => {
    const dead = apiWith([token('A'), unauthenticated()])
    expect(await dead.api.logout()).toBe('')
    const refusing = apiWith([token('A'), jsonAnswer({ message: 'no' }, 400), token('B'), gone()])
    await expect(refusing.api.logout()).rejects.toMatchObject({
      code: 'request_refused',
      serverMessage: 'no',
    })
    await refusing.api.logout()
    expect(refusing.sent().at(-1)).toBe('DELETE logout token B')
  })

  it('half a key is an error that names the missing half', async () => {
    const { api, sent } = apiWith([token('A')])
    await expect(api.login({ clientId: 'x' })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('client_secret'),
    })
    expect(sent()).toEqual([])
  })

  it('credentials are asked for at each login and not kept', async () => {
    let asked = 0
    const { api, fetch } = apiWith([token('A')], {
      credentials: async () => ({ clientId: `id${++asked}`, clientSecret: 's' }),
    })
    await api.login()
    await api.login()
    expect(fetch.seen.map(({ body }) => body)).toEqual([
      'client_id=id1&client_secret=s',
      'client_id=id2&client_secret=s',
    ])
  })

  it('without credentials anywhere, the error says where to give them', async () => {
    const { api } = apiWith([token('A')], { credentials: undefined })
    await expect(api.logout()).rejects.toMatchObject({
      code: 'configuration',
      hint: expect.stringContaining('credentials'),
    })
  })

  it('inspect and JSON of an instance show nothing of key or token', async () => {
    const { api } = apiWith([token('canary-token')])
    await api.login()
    expect(inspect(api, { depth: 9, showHidden: true }) + JSON.stringify(api)).not.toMatch(/canary/)
  })
})

describe('an API key that is not as Looker gave it', () => {
  it('what is around an API key is taken off, wherever the key enters', async () => {
    const key = { clientId: '\ufeffid\n', clientSecret: ' secret\0\r\n' }
    const { api, fetch } = apiWith([token('A'), token('B')], { credentials: () => key })
    await api.login()
    await api.login(key)
    expect(fetch.seen.map(({ body }) => body)).toEqual(Array(2).fill('client_id=id&client_secret=secret'))
  })

  it('bad_credentials names the base URL and where the key came from', async () => {
    const refused = () => jsonAnswer({ message: 'Not found' }, 404)
    const sent = 'and was sent to https://me.looker.com.'
    const { api } = apiWith([refused(), refused()])
    expect(await failureOf(api.login())).toMatchObject({
      hint: expect.stringContaining(`The key came from the option credentials ${sent}`),
    })
    expect(await failureOf(api.login({ ...other, clientSecret: 'canary "' }))).toMatchObject({
      hint: expect.stringMatching(
        /came from the options of login\(\).*client_secret has quotes, white space/,
      ),
    })
    const { api: asking } = apiWith([refused()], { credentials: () => configured })
    expect(await failureOf(asking.login())).toMatchObject({
      hint: expect.stringContaining(`The key came from the credentials provider ${sent}`),
    })
  })
})

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.catch((reason: unknown) => reason)
  expect(inspect(error)).not.toContain('canary')
  return error
}
