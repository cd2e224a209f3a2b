import { describe, expect, it } from 'vitest'
import { createEmbedEndpoint, createSession, memoryStore } from '../../src/index.js'
import { deferred } from '../../src/runtime/deferred.js'
import { appOrigin, driven, embedApplication, keys } from './application.js'
import { fakeLooker } from './looker.js'

const cycle: Record<string, unknown> = {}
cycle.self = cycle

describe('the options of an embed endpoint', () => {
  const { session } = fakeLooker()
  const good = { session, embedDomain: appOrigin, embedUserFor: () => null }
  it.each([
    ['without encrypt', { store: memoryStore() }],
    ['lacks load', { store: {} as never, encrypt: keys }],
    ['embedDomain is "app.test", which is not an origin such as "https', { embedDomain: 'app.test' }],
    [
      'embedDomain is "http://localhost:3000/", which is not an origin: write "http://localhost:3000", without a slash at its end.',
      { embedDomain: 'http://localhost:3000/' },
    ],
    ['write "https://app.test".', { embedDomain: 'https://app.test/page' }],
    ['embedUserFor', { embedUserFor: undefined as never }],
    ['of a user', { session: session.as('5') }],
    ['API 3.1', { session: createSession({ baseUrl: 'https://l.test', token: 't', apiVersion: '3.1' }) }],
    ['origins', { origins: ['app.test'] }],
  ])('are refused where one is wrong (%s)', (part, options) => {
    expect(() => createEmbedEndpoint({ ...good, ...options })).toThrow(
      expect.objectContaining({ code: 'configuration', message: expect.stringContaining(part) }),
    )
    expect(() => createEmbedEndpoint({ ...good, ...options })).toThrow('createEmbedEndpoint()')
  })

  it.each<[string, object]>([
    ['externalUserId', { firstName: 'Ana' }],
    ['models', { externalUserId: 'a', models: 'orders' }],
    ['sessionLength', { externalUserId: 'a', sessionLength: 2_592_001 }],
    ['groupIds', { externalUserId: 'a', groupIds: [5] }],
    ['userAttributes', { externalUserId: 'a', userAttributes: [] }],
    ['userAttributes', { externalUserId: 'a', userAttributes: { since: new Date(0) } }],
    ['userAttributes', { externalUserId: 'a', userAttributes: { home: new URL('https://a.test') } }],
    ['userAttributes', { externalUserId: 'a', userAttributes: { of: [{ toJSON: () => 1 }] } }],
    ['userAttributes', { externalUserId: 'a', userAttributes: new Map([['region', 'west']]) }],
    ['userAttributes', { externalUserId: 'a', userAttributes: { limit: Number.NaN } }],
    ['userAttributes', { externalUserId: 'a', userAttributes: { limit: 5n } }],
    ['userAttributes', { externalUserId: 'a', userAttributes: { none: [undefined] } }],
    ['userAttributes', { externalUserId: 'a', userAttributes: cycle }],
  ])('a user whose %s is wrong is the server’s own affair', async (part, user) => {
    const looker = fakeLooker()
    const app = embedApplication(looker)
    app.signedIn.set('a', { sessionId: '1', user: user as never })
    expect((await app.acquire()).body.error?.code).toBe('unavailable')
    expect(app.errors).toMatchObject([{ code: 'configuration', message: expect.stringContaining(part) }])
    expect(looker.seen).toEqual([])
  })

  it('a function that does not answer is left after 30 seconds', async () => {
    const looker = fakeLooker()
    const app = embedApplication(looker, { embedUserFor: () => deferred<null>().promise })
    const answer = await driven(looker, app.acquire())
    expect(answer.body.error?.code).toBe('unavailable')
    expect(String(app.errors)).toContain('embedUserFor of createEmbedEndpoint()')
  })
})
