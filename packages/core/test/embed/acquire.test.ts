import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Lock } from '../../src/index.js'
import { ana, appOrigin, embedApplication } from './application.js'
import { fakeLooker, json } from './looker.js'

const pageFields = [
  'api_token',
  'api_token_ttl',
  'authentication_token',
  'authentication_token_ttl',
  'navigation_token',
  'navigation_token_ttl',
  'session_reference_token_ttl',
]
const over = { session_reference_token_ttl: 0 }

describe('GET of an embed endpoint', () => {
  it('makes an embed session as the application describes the user, and answers seven fields', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const { status, headers, body } = await app.acquire()
    expect(status).toBe(200)
    expect(Object.keys(body).sort()).toEqual(pageFields)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(looker.seen).toEqual([
      {
        method: 'POST',
        path: 'acquire',
        userAgent: 'Browser/1',
        body: {
          external_user_id: 'ana',
          permissions: ['see_looks'],
          models: ['orders'],
          session_length: 3600,
          embed_domain: appOrigin,
        },
      },
    ])
  })

  it('joins the session that lives, each time with a new authentication token', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const answers = [await app.acquire(), ...(await Promise.all([app.acquire(), app.acquire()]))]
    expect(new Set(answers.map(({ body }) => body.authentication_token)).size).toBe(3)
    expect(looker.references).toHaveLength(1)
  })

  it('makes one session for requests that come at once', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.acquire()))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(looker.references).toHaveLength(1)
  })

  it('makes a session of its own for each browser, and for one that names none', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    for (const userAgent of ['Browser/1', 'Browser/2', undefined])
      await app.acquire({ 'user-agent': userAgent })
    expect(looker.references).toHaveLength(3)
    expect(looker.seen.map(one => one.userAgent)).toEqual(['Browser/1', 'Browser/2', null])
  })

  it('makes a new session for a user who was changed, and ends the old one', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    await app.acquire()
    const [old] = looker.references
    app.signedIn.set('a', { ...ana, user: { ...ana.user, models: ['orders', 'people'] } })
    await app.acquire()
    expect(looker.to('acquire').at(-1)?.body).toMatchObject({ models: ['orders', 'people'] })
    expect(looker.to('acquire').at(-1)?.body).not.toHaveProperty('session_reference_token')
    expect(looker.to(old ?? '')).toHaveLength(1)
    app.signedIn.set('a', { ...ana, user: { ...ana.user, models: ['people', 'orders'] } })
    await app.acquire()
    expect(looker.references).toHaveLength(2)
  })

  it.each<[string, unknown, unknown]>([
    ['the order in a list', ['a', 'b'], ['b', 'a']],
    ['the order in a list of lists', { in: [['a'], ['b']] }, { in: [['b'], ['a']] }],
    ['a list in place of an object', { a: 1 }, [['a', 1]]],
    ['a number in place of a text', '1', 1],
  ])('makes a new session where %s changed in an attribute', async (_, before, after) => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    for (const value of [before, after]) {
      app.signedIn.set('a', { ...ana, user: { ...ana.user, userAttributes: { value } } })
      await app.acquire()
    }
    expect(looker.to('acquire').map(({ body }) => body.user_attributes)).toEqual([
      { value: before },
      { value: after },
    ])
    expect(looker.references).toHaveLength(2)
  })

  it('sends the user as it was compared, though the application changes its object meanwhile', async () => {
    const looker = fakeLooker()
    const models = ['orders']
    const userAttributes = { regions: ['west'] }
    const user = { ...ana.user, models, userAttributes }
    const lock: Lock = {
      run(_key, _options, task) {
        models[0] = 'people'
        userAttributes.regions[0] = 'east'
        return task(true)
      },
    }
    const app = embedApplication(looker, { lock })
    app.signedIn.set('a', { ...ana, user })
    await app.acquire()
    await app.acquire()
    const sent = looker.to('acquire').map(({ body }) => [body.models, body.user_attributes])
    expect(sent[0]).toEqual([['orders'], { regions: ['west'] }])
    expect(sent.at(-1)).toEqual([['people'], { regions: ['east'] }])
    expect(looker.references).toHaveLength(2)
  })

  it.each([400, 404])('makes a new session once where Looker answers %i to a join', async status => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    await app.acquire()
    looker.meanwhile = ({ body }) =>
      body.session_reference_token === undefined ? undefined : json({ message: 'Not found' }, status)
    expect((await app.acquire()).status).toBe(200)
    expect(looker.references).toHaveLength(2)
    looker.meanwhile = () => undefined
    expect((await app.acquire()).status).toBe(200)
    expect(looker.references).toHaveLength(2)
  })

  it('takes the session that Looker makes in place of one that has ended', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    await app.acquire()
    looker.meanwhile = ({ path, body }) => {
      const { session_reference_token, ...rest } = body
      if (path !== 'acquire' || session_reference_token !== looker.references[0]) return undefined
      return looker.fetch('https://looker.test/api/4.0/embed/cookieless_session/acquire', {
        method: 'POST',
        headers: { 'user-agent': 'Browser/1' },
        body: JSON.stringify(rest),
      })
    }
    const made = await app.acquire()
    await app.acquire()
    expect(looker.references).toHaveLength(2)
    expect(looker.to('acquire').at(-1)?.body.session_reference_token).toBe(looker.references[1])
    expect((await app.generate(made.body)).body).toHaveProperty('api_token')
  })

  it('makes a new session when the old one has ended by itself', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const { body } = await app.acquire()
    looker.clock.jumpWall(3_600_000)
    expect((await app.generate(body)).body).toEqual(over)
    await app.acquire()
    expect(looker.references).toHaveLength(2)
    expect(looker.to('acquire').at(-1)?.body).not.toHaveProperty('session_reference_token')
  })

  it.each([
    [{ api_token: 5 }, 'api_token'],
    [{ authentication_token: '' }, 'authentication_token'],
    [{ navigation_token_ttl: '600' }, 'navigation_token_ttl'],
    [{ session_reference_token: null }, 'session_reference_token'],
  ])('answers 503 where Looker sends %j', async (change, field) => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    const good = {
      ...Object.fromEntries(pageFields.map(name => [name, name.endsWith('ttl') ? 300 : 'canary-token'])),
      session_reference_token: 'canary-reference',
    }
    looker.meanwhile = ({ path }) => (path === 'acquire' ? json({ ...good, ...change }) : undefined)
    const { status, body } = await app.acquire()
    expect([status, body.error?.code]).toEqual([503, 'malformed_response'])
    expect(String(app.errors)).toContain(field)
    expect(inspect(app.errors, { depth: 9 })).not.toContain('canary')
  })

  it('ends the oldest session of an application session that has more than 20', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    for (let count = 0; count < 21; count++) {
      app.signedIn.set('a', { ...ana, user: { externalUserId: `user-${count}`, sessionLength: 3600 } })
      await app.acquire()
    }
    expect(looker.living.size).toBe(20)
    expect(looker.living.has(looker.references[0] ?? '')).toBe(false)
  })
})
