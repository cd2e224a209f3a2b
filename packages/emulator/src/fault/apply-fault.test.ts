import { describe, expect, it } from 'vitest'
import { ADMIN, clientOf, DOCS, docs, LOOKER_JSON, ORIGIN } from '../../test/client'
import { createEmulator, type Fault } from '../index'

const LOGIN = { method: 'POST', path: '/api/4.0/login' }

const setUp = () => {
  const waits: number[] = []
  const emulator = createEmulator({
    sleep: async ms => {
      waits.push(ms)
    },
  })
  const looker = clientOf(emulator)
  const login = (fault: Omit<Fault, 'match'>) => {
    emulator.faults.add({ match: LOGIN, ...fault })
    return looker.post('/login', ADMIN)
  }
  return { emulator, looker, login, waits }
}

describe('an answer made up by a fault', () => {
  it.each([
    [400, 'Bad request'],
    [401, 'Requires authentication.'],
    [403, 'Forbidden'],
    [404, 'Not found'],
    [422, 'Validation Failed'],
    [429, 'Too many requests'],
    [500, 'An error has occurred.'],
    [503, 'An error has occurred.'],
  ])("carries Looker's error body for status %i", async (status, message) => {
    const { emulator, login } = setUp()
    const response = await login({ status })
    expect([response.status, response.headers.get('content-type')]).toEqual([status, LOOKER_JSON])
    const documentation_url = status === 401 ? DOCS : docs(`${status}/post/login`)
    expect(await response.json()).toEqual({ message, documentation_url })
    expect(emulator.stats).toMatchObject({ login: 0, live_tokens: 0, refused: 0, faulted: 1, requests: 1 })
  })

  it('names the operation of the path, however its parameters read, and none of another path', async () => {
    const emulator = createEmulator()
    emulator.faults.add({ match: { path: '*' }, times: 'always', status: 500 })
    const documented = async (method: string, path: string) =>
      ((await (await emulator.fetch(ORIGIN + path, { method })).json()) as { documentation_url: string })
        .documentation_url
    expect(await documented('POST', '/api/3.1/login/789')).toBe(docs('500/post/login/:user_id', '3.1'))
    expect(await documented('GET', '/api/4.0//users/7%2F8/roles')).toBe(docs('500/get/users/:user_id/roles'))
    for (const path of ['/api/4.0/nope', '/api/4x0/user', '/api/token', '/versions', '//api/4.0/user']) {
      expect(await documented('GET', path)).toBe(DOCS)
    }
    expect(await documented('PUT', '/api/4.0/user')).toBe(DOCS)
  })

  it('names Retry-After, in seconds or as a date, and is a 429 unless told otherwise', async () => {
    const { login } = setUp()
    const limited = await login({ retryAfter: 3 })
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3'])
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT'
    const down = await login({ status: 503, retryAfter: date })
    expect([down.status, down.headers.get('retry-after')]).toEqual([503, date])
  })

  it.each([undefined, 301, 303, 307, 308])('redirects (status %s)', async status => {
    const response = await setUp().login({ status, redirectTo: 'http://elsewhere.test/x' })
    expect([response.status, response.headers.get('location')]).toEqual([
      status ?? 302,
      'http://elsewhere.test/x',
    ])
  })

  it('is an HTML page, from a wrong host or with status 200', async () => {
    const { login } = setUp()
    const wrongHost = await login({ html: true })
    expect([wrongHost.status, wrongHost.headers.get('content-type')]).toEqual([
      404,
      'text/html;charset=utf-8',
    ])
    expect(await wrongHost.text()).toContain('<!DOCTYPE html>')
    const page = await login({ status: 200, html: '<p>Sign in</p>' })
    expect([page.status, await page.text()]).toEqual([200, '<p>Sign in</p>'])
  })

  it.each<[string, Omit<Fault, 'match'>, number, string]>([
    ['an empty body', { body: '' }, 200, ''],
    ['a body with an error status', { status: 502, body: 'bad gateway' }, 502, 'bad gateway'],
    ['200 with an error body', { json: { message: 'Not found' } }, 200, '{"message":"Not found"}'],
    ['JSON that is no object', { json: null }, 200, 'null'],
    ['a token that is no string', { json: { access_token: 5 } }, 200, '{"access_token":5}'],
    ['a success status alone', { status: 200 }, 200, '{}'],
    ['204', { status: 204 }, 204, ''],
    ['304', { status: 304 }, 304, ''],
  ])('is %s', async (_, fault, status, text) => {
    const response = await setUp().login(fault)
    expect([response.status, await response.text()]).toEqual([status, text])
  })

  it('is a stream of as many bytes as asked for', async () => {
    const response = await setUp().login({ bodyBytes: 200_000 })
    expect(response.status).toBe(200)
    expect((await response.arrayBuffer()).byteLength).toBe(200_000)
    expect(await (await setUp().login({ bodyBytes: 0 })).text()).toBe('')
  })

  it('has the headers asked for', async () => {
    const response = await setUp().login({
      body: 'x',
      headers: { 'content-type': 'text/plain', 'x-fill': 'y' },
    })
    expect([response.headers.get('content-type'), response.headers.get('x-fill')]).toEqual([
      'text/plain',
      'y',
    ])
  })
})

describe('the real answer changed by a fault', () => {
  const changed = async (fault: Omit<Fault, 'match'>) => {
    const { emulator, login } = setUp()
    const response = await login(fault)
    expect(emulator.stats).toMatchObject({ login: 1, live_tokens: 1, faulted: 1 })
    return { emulator, response, text: await response.text() }
  }

  it.each([
    ['text', 'soon'],
    ['negative', -1],
    ['huge', 1e300],
    ['null', null],
    ['zero', 0],
  ])('has an expires_in that is %s, and its token works', async (_, expires_in) => {
    const { emulator, text } = await changed({ merge: { expires_in } })
    const body = JSON.parse(text)
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in })
    expect(await clientOf(emulator).whoAmI(body.access_token)).toBe('1')
  })

  it.each(['expires_in', 'access_token', 'token_type', 'refresh_token'])('lacks %s', async name => {
    const { text } = await changed({ omit: [name] })
    expect(JSON.parse(text)).not.toHaveProperty(name)
    expect(Object.keys(JSON.parse(text))).toHaveLength(3)
  })

  it('is unreadable as JSON when malformed', async () => {
    const { response, text } = await changed({ malformed: true })
    expect(response.status).toBe(200)
    expect(text).toContain('access_token')
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
  })

  it('ends in half, or after as many bytes as asked for', async () => {
    const { text } = await changed({ truncate: true })
    expect(text).toMatch(/^\{"access_token":"/)
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect((await changed({ truncate: 5 })).text).toBe('{"acc')
    expect((await changed({ truncate: 0 })).text).toBe('')
  })

  it('keeps its status and other headers', async () => {
    const { response } = await changed({ headers: { 'x-trace': '1' } })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, LOOKER_JSON])
    expect(response.headers.get('x-trace')).toBe('1')
  })

  it('stays a 204 when it was one', async () => {
    const { emulator, looker } = setUp()
    const token = await looker.login()
    emulator.faults.add({ match: { method: 'DELETE', path: '*' }, merge: { a: 1 } })
    expect((await looker.send('DELETE', '/logout', token)).status).toBe(204)
  })
})

describe('a dropped connection', () => {
  it.each([true, 'before'] as const)('(%s) leaves no token', async drop => {
    const { emulator, login } = setUp()
    await expect(login({ drop })).rejects.toThrow(TypeError)
    expect(emulator.stats).toMatchObject({ login: 0, live_tokens: 0 })
    expect(emulator.requests.at(-1)).toMatchObject({ outcome: 'broken', status: null, fault: ['drop'] })
  })

  it('(after) leaves a token that nobody was told', async () => {
    const { emulator, login } = setUp()
    await expect(login({ drop: 'after' })).rejects.toThrow(TypeError)
    expect(emulator.stats).toMatchObject({ login: 1, live_tokens: 1 })
    expect(emulator.requests.at(-1)).toMatchObject({
      outcome: 'broken',
      status: null,
      granted: { userId: '1' },
    })
  })

  it('(body) begins an answer and fails in the middle of it', async () => {
    const { emulator, login } = setUp()
    const response = await login({ drop: 'body' })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow(TypeError)
    expect(emulator.requests.at(-1)).toMatchObject({ outcome: 'broken', status: 200 })
  })
})

describe('a stalled answer', () => {
  it('goes on until the client has enough', async () => {
    const { emulator } = setUp()
    emulator.faults.add({ match: { path: '/versions' }, stall: true })
    const controller = new AbortController()
    const response = await emulator.fetch('http://looker.test/versions', { signal: controller.signal })
    const reader = response.body?.getReader()
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0)
    const next = reader?.read()
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(next).rejects.toBe(reason)
  })

  it('can be one that never becomes an answer', async () => {
    const { emulator } = setUp()
    emulator.faults.add({ match: { path: '/versions' }, raw: 'HTTP/1.1 200 OK\r\n', stall: true })
    const controller = new AbortController()
    const answer = emulator.fetch('http://looker.test/versions', { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
  })

  it('cannot be raw without a connection', async () => {
    await expect(setUp().login({ raw: 'HTTP/1.1 200 OK\r\n' })).rejects.toThrow('no HTTP answer')
  })
})

describe('a delay', () => {
  it('comes before the request or before the answer, and adds to other parts', async () => {
    const { emulator, login, waits } = setUp()
    expect((await login({ delayMs: 20, answerDelayMs: 30 })).status).toBe(200)
    expect((await login({ delayMs: 40, status: 503 })).status).toBe(503)
    expect(waits).toEqual([20, 30, 40])
    expect(emulator.stats.login).toBe(1)
  })

  it('before the request leaves no token when the client goes, but before the answer does', async () => {
    const emulator = createEmulator()
    const leave = async (fault: Omit<Fault, 'match'>) => {
      emulator.faults.add({ match: LOGIN, ...fault })
      const controller = new AbortController()
      const looker = clientOf(emulator)
      const answer = looker.send('POST', `/login?${new URLSearchParams(ADMIN)}`, undefined, {
        signal: controller.signal,
      })
      // One turn of the loop: the request has come as far as its delay.
      await new Promise(resolve => setTimeout(resolve))
      controller.abort()
      await expect(answer).rejects.toThrow('aborted')
      return emulator.stats.live_tokens
    }
    expect(await leave({ delayMs: 60_000 })).toBe(0)
    expect(await leave({ answerDelayMs: 60_000 })).toBe(1)
  })
})
