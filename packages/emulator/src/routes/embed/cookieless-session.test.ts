import { describe, expect, it } from 'vitest'
import { clientOf, docs, REGULAR, SERVICE } from '../../../test/client'
import { createEmulator, type EmulatorOptions } from '../../index'

const AGENT = { 'user-agent': 'Browser/1' }
const PATH = '/embed/cookieless_session'

interface Answer {
  readonly status: number
  readonly body: Record<string, string | number | undefined>
}
type Tokens = Answer['body']

const setUp = async (options: EmulatorOptions = {}) => {
  let nowMs = 1_000_000
  const emulator = createEmulator({ now: () => nowMs, options })
  const looker = clientOf(emulator)
  const admin = await looker.login()
  const send = async (method: string, path: string, body?: unknown, headers = {}, token = admin) => {
    const init = {
      headers: { ...AGENT, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }
    const response = await looker.send(method, PATH + path, token, init)
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) } as Answer
  }
  const acquire = (body: unknown = { external_user_id: 'ana' }, headers = {}, token?: string) =>
    send('POST', '/acquire', body, headers, token)
  const generate = (tokens: Tokens, headers = {}, token?: string) =>
    send('PUT', '/generate_tokens', tokens, headers, token)
  const end = (tokens: Tokens, token?: string) =>
    send('DELETE', `/${tokens.session_reference_token}`, undefined, {}, token)
  const user = async (externalUserId = 'ana') =>
    (await looker.send('GET', `/users/credential/embed/${externalUserId}`, admin)).json() as Promise<{
      id: string
    }>
  const pass = (seconds: number) => {
    nowMs += seconds * 1000
  }
  return { emulator, looker, admin, send, acquire, generate, end, user, pass }
}

const ttlsOf = ({ body }: Answer) => [
  body.authentication_token_ttl,
  body.navigation_token_ttl,
  body.api_token_ttl,
  body.session_reference_token_ttl,
]
const OVER = { navigation_token_ttl: 0, api_token_ttl: 0, session_reference_token_ttl: 0 }

describe('POST /embed/cookieless_session/acquire', () => {
  it('makes a session of 5 minutes with four tokens, none of which outlives it', async () => {
    const { emulator, acquire } = await setUp()
    const made = await acquire()
    expect([made.status, ttlsOf(made)]).toEqual([200, [30, 300, 300, 300]])
    const tokens = Object.entries(made.body).filter(([name]) => name.endsWith('token'))
    expect(new Set(tokens.map(([, token]) => token)).size).toBe(4)
    expect(ttlsOf(await acquire({ external_user_id: 'bea', session_length: 3600 }))).toEqual([
      30, 600, 600, 3600,
    ])
    expect(ttlsOf(await acquire({ external_user_id: 'cleo', session_length: 10 }))).toEqual([10, 10, 10, 10])
    expect(emulator.stats).toMatchObject({ embed_sessions: 3, live_embed_sessions: 3, embed_joins: 0 })
  })

  it('makes the embed user as defined, and changes the user with the next session', async () => {
    const { looker, admin, acquire, user } = await setUp()
    await acquire({ external_user_id: 'ana', first_name: 'Ana', last_name: 'One', group_ids: ['7', '8'] })
    expect(await user()).toMatchObject({ display_name: 'Ana One', group_ids: ['1', '7', '8'] })
    const { id } = await user()
    const sudo = await looker.loginUser(id, admin)
    await acquire({ external_user_id: 'ana', last_name: 'Two', group_ids: null })
    expect(await user()).toMatchObject({ id, display_name: 'Ana Two', group_ids: ['1', '7', '8'] })
    expect(await (await looker.send('GET', '/user', sudo)).json()).toMatchObject({ last_name: 'Two' })
  })

  it('joins the living session of a reference token: the length stays, and so does the user', async () => {
    const { emulator, acquire, user, pass } = await setUp()
    const made = await acquire({ external_user_id: 'ana', first_name: 'Ana' })
    pass(100)
    const { session_reference_token } = made.body
    const joined = await acquire({
      external_user_id: 'ana',
      first_name: 'Other',
      session_length: 900,
      session_reference_token,
    })
    expect([joined.status, ttlsOf(joined)]).toEqual([200, [30, 200, 200, 200]])
    expect(joined.body.session_reference_token).toBe(session_reference_token)
    expect(joined.body.authentication_token).not.toBe(made.body.authentication_token)
    expect(await user()).toMatchObject({ first_name: 'Ana' })
    expect(emulator.stats).toMatchObject({ embed_sessions: 1, embed_joins: 1, live_embed_sessions: 1 })
  })

  it('makes a new session in place of one that is over or unknown', async () => {
    const { acquire, pass } = await setUp()
    const { body } = await acquire()
    pass(300)
    for (const session_reference_token of [body.session_reference_token, 'unknown']) {
      const next = await acquire({ external_user_id: 'ana', session_reference_token })
      expect([next.status, next.body.session_reference_token_ttl]).toEqual([200, 300])
      expect(next.body.session_reference_token).not.toBe(session_reference_token)
    }
    const { session_reference_token } = body
    expect((await acquire({ session_reference_token })).status).toBe(422)
  })

  it('ends the former session of the same user, and of no other', async () => {
    const { acquire, generate, emulator } = await setUp()
    const [ana, bea] = [await acquire(), await acquire({ external_user_id: 'bea' })]
    await acquire()
    expect((await generate(ana.body)).body).toMatchObject(OVER)
    expect((await generate(bea.body)).body.session_reference_token_ttl).toBe(300)
    expect(emulator.stats.live_embed_sessions).toBe(2)
  })

  it.each([
    [{}, 'external_user_id', 'missing_field'],
    [{ external_user_id: '' }, 'external_user_id', 'invalid'],
    [{ external_user_id: 5 }, 'external_user_id', 'invalid'],
    [{ external_user_id: 'a', session_length: 0 }, 'session_length', 'invalid'],
    [{ external_user_id: 'a', session_length: 2_592_001 }, 'session_length', 'invalid'],
    [{ external_user_id: 'a', session_length: '300' }, 'session_length', 'invalid'],
    [{ external_user_id: 'a', group_ids: [1] }, 'group_ids', 'invalid'],
    [{ external_user_id: 'a', user_attributes: [] }, 'user_attributes', 'invalid'],
  ])('refuses %j', async (body, field, code) => {
    const { acquire, emulator } = await setUp()
    expect(await acquire(body)).toMatchObject({ status: 422, body: { errors: [{ field, code }] } })
    expect(emulator.stats).toMatchObject({ embed_sessions: 0, live_embed_sessions: 0 })
  })

  it('gives navigation and API tokens the lifetime that the options say', async () => {
    const { acquire, generate } = await setUp({ embedTokenLifetimeSeconds: 20 })
    const made = await acquire()
    expect([made, await generate(made.body)].map(ttlsOf)).toEqual([
      [30, 20, 20, 300],
      [undefined, 20, 20, 300],
    ])
  })

  it('takes 30 days, and null for what is not given', async () => {
    const { acquire } = await setUp()
    const body = { external_user_id: 'a', session_length: 2_592_000, models: null, user_attributes: null }
    expect(ttlsOf(await acquire(body))).toEqual([30, 600, 600, 2_592_000])
  })
})

describe('PUT /embed/cookieless_session/generate_tokens', () => {
  it('gives new tokens for those that were given out, and leaves the old ones valid for their time', async () => {
    const { emulator, acquire, generate, pass } = await setUp()
    const made = await acquire({ external_user_id: 'ana', session_length: 1000 })
    pass(500)
    const next = await generate(made.body)
    expect([next.status, ttlsOf(next)]).toEqual([200, [undefined, 500, 500, 500]])
    expect(next.body.session_reference_token).toBe(made.body.session_reference_token)
    expect(next.body.api_token).not.toBe(made.body.api_token)
    pass(99)
    expect((await generate(made.body)).status).toBe(200)
    pass(1)
    expect((await generate(made.body)).status).toBe(400)
    expect((await generate({ ...next.body, api_token: made.body.api_token })).status).toBe(400)
    expect((await generate(next.body)).status).toBe(200)
    expect(emulator.stats.embed_generates).toBe(3)
  })

  it('gives nothing for tokens of another session or kind, or none', async () => {
    const { emulator, acquire, generate } = await setUp()
    const [{ body }, other] = [await acquire(), await acquire({ external_user_id: 'bea' })]
    for (const change of [
      { api_token: other.body.api_token },
      { navigation_token: other.body.navigation_token },
      { api_token: body.navigation_token },
      { navigation_token: body.authentication_token },
      { api_token: undefined },
      { navigation_token: '' },
    ]) {
      const refused = await generate({ ...body, ...change })
      expect([refused.status, Object.keys(refused.body)]).toEqual([400, ['message', 'documentation_url']])
    }
    expect(emulator.stats.embed_generates).toBe(0)
    expect((await generate({ ...body, session_reference_token: undefined })).status).toBe(422)
  })

  it('says of a session that is over that it is over, and gives no tokens', async () => {
    const { acquire, generate, pass } = await setUp()
    const { body } = await acquire()
    const { session_reference_token } = body
    pass(300)
    expect(await generate(body)).toEqual({ status: 200, body: { ...OVER, session_reference_token } })
    expect(await generate({ session_reference_token: 'unknown' })).toMatchObject({ status: 200, body: OVER })
  })
})

describe('a cookieless session', () => {
  it('is bound to the browser that made it', async () => {
    const { acquire, generate } = await setUp()
    const { body } = await acquire()
    const other = { 'user-agent': 'Browser/2' }
    const refusal = { status: 400, body: { message: 'The User-Agent is not the one that made the session' } }
    expect(await acquire(body, other)).toMatchObject(refusal)
    expect(await generate(body, other)).toMatchObject(refusal)
    expect((await generate(body)).status).toBe(200)
  })

  it('is bound to the API credentials that made it, whatever token they have now', async () => {
    const { emulator, looker, acquire, generate, end } = await setUp()
    const { body } = await acquire()
    const service = await looker.login(SERVICE)
    const again = await looker.login()
    for (const refused of [await acquire(body, {}, service), await generate(body, {}, service)])
      expect(refused).toMatchObject({ status: 404, body: { message: 'Not found' } })
    expect((await end(body, service)).status).toBe(404)
    expect((await acquire(body, {}, again)).body.session_reference_token).toBe(body.session_reference_token)
    expect((await generate(body, {}, again)).status).toBe(200)
    expect((await end(body, again)).status).toBe(204)
    expect(emulator.stats).toMatchObject({ embed_deletes: 1, live_embed_sessions: 0 })
  })

  it('ends by DELETE, once', async () => {
    const { acquire, generate, end } = await setUp()
    const { body } = await acquire()
    expect(await end(body)).toEqual({ status: 204, body: {} })
    expect((await end(body)).status).toBe(404)
    expect((await generate(body)).body).toMatchObject(OVER)
  })

  it('is for admins, with a token', async () => {
    const { looker, acquire, generate, end } = await setUp()
    const regular = await looker.login(REGULAR)
    const { body } = await acquire()
    for (const [token, status] of [
      [regular, 403],
      ['unknown', 401],
    ] as const) {
      expect((await acquire(undefined, {}, token)).status).toBe(status)
      expect((await generate(body, {}, token)).status).toBe(status)
      expect((await end(body, token)).status).toBe(status)
    }
  })

  it('exists in 4.0 only', async () => {
    const looker = clientOf(createEmulator(), '3.1')
    expect((await looker.send('POST', `${PATH}/acquire`, await looker.login())).status).toBe(404)
  })

  it('meets faults as other operations do', async () => {
    const { emulator, acquire, generate, end } = await setUp()
    const { body } = await acquire()
    const match = { path: `/api/4.0${PATH}/*` }
    emulator.faults.add({ match: { ...match, method: 'PUT' }, status: 429, retryAfter: 3 })
    emulator.faults.add({ match: { ...match, method: 'PUT' }, drop: 'after' })
    emulator.faults.add({ match: { ...match, method: 'POST' }, omit: ['api_token'] })
    emulator.faults.add({ match: { ...match, method: 'DELETE' }, status: 503 })
    const documentation_url = docs(`429/put${PATH}/generate_tokens`)
    expect(await generate(body)).toMatchObject({ status: 429, body: { documentation_url } })
    await expect(generate(body)).rejects.toThrow(TypeError)
    expect((await acquire(body)).body.api_token).toBeUndefined()
    const failed = await end(body)
    expect(failed.body.documentation_url).toBe(docs(`503/delete${PATH}/:session_reference_token`))
    expect(emulator.stats).toMatchObject({ embed_generates: 1, embed_joins: 1, embed_deletes: 0, faulted: 4 })
  })
})

it('the journal shows no token of a session', async () => {
  const { emulator, send, acquire, generate, end } = await setUp()
  const { body } = await acquire()
  const json = { 'content-type': 'application/json' }
  await send('POST', '/acquire', body, json)
  await send('PUT', '/generate_tokens', body, json)
  await generate(body)
  await send('PUT', `/generate_tokens?${new URLSearchParams(body as Record<string, string>)}`, body, json)
  await end(body)
  const strange = { ...body, session_reference_token: 'canary-of.my~own', api_token: 'canary%20two' }
  await send('PUT', '/generate_tokens', strange, json)
  await end(strange)
  await send('DELETE', '//canary%2Dthree')
  await send('DELETE', '/can%61ry-four/more')
  const text = JSON.stringify(emulator.requests)
  const canaries = ['authentication', 'navigation', 'api', 'session_reference']
    .map(kind => String(body[`${kind}_token`]))
    .concat('canary')
  for (const canary of canaries) expect(text).not.toContain(canary.slice(0, 10))
  const paths = emulator.requests.map(({ path }) => path.slice('/api/4.0'.length))
  expect(paths[1]).toBe(`${PATH}/acquire`)
  expect(paths[3]).toBe(`${PATH}/generate_tokens`)
  expect(paths.at(-1)).toMatch(/^\/embed\/cookieless_session\/token#\w+\/more$/)
  expect(emulator.requests[3]?.body).toMatchObject({
    session_reference_token: '(masked)',
    api_token: '(masked)',
  })
})
