import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createSession, type SignedEmbedUrlOptions, signedEmbedUrl } from '../../src/index.js'
import { jsonAnswer, type ScriptedAnswer, scriptedFetch } from '../../src/testing/scripted-fetch.js'

const baseUrl = 'https://looker.test'
const targetUrl = `${baseUrl}/embed/dashboards/1`
const url = `${baseUrl}/login/embed/x?signature=canary`

function setUp(answer: ScriptedAnswer) {
  const fetch = scriptedFetch(answer)
  return { fetch, session: createSession({ baseUrl, token: 'token', fetch }) }
}

describe('signedEmbedUrl()', () => {
  it('asks for a URL for a user of the application', async () => {
    const { fetch, session } = setUp(jsonAnswer({ url }))
    const user = { externalUserId: 'ana', models: ['orders'], userAttributes: { region: 'west' } }
    const options = { targetUrl, sessionLength: 600, secretId: '7', forceLogoutLogin: true, user }
    expect(await signedEmbedUrl(session, options)).toBe(url)
    const [seen] = fetch.seen
    expect([seen?.method, seen?.url]).toEqual(['POST', `${baseUrl}/api/4.0/embed/sso_url`])
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      target_url: targetUrl,
      external_user_id: 'ana',
      models: ['orders'],
      user_attributes: { region: 'west' },
      session_length: 600,
      force_logout_login: true,
      secret_id: '7',
    })
  })

  it('takes the length that the user says, where none is given beside it', async () => {
    const { fetch, session } = setUp(jsonAnswer({ url }))
    const user = { externalUserId: 'ana', sessionLength: 900, forceLogoutLogin: true }
    await signedEmbedUrl(session, { targetUrl, user })
    await signedEmbedUrl(session, { targetUrl, user, sessionLength: 60, forceLogoutLogin: false })
    const sent = fetch.seen.map(({ body }) => JSON.parse(body ?? ''))
    expect(sent.map(body => [body.session_length, body.force_logout_login])).toEqual([
      [900, true],
      [60, false],
    ])
  })

  it('asks for one as the session’s own user, anew each time', async () => {
    const { fetch, session } = setUp(jsonAnswer({ url }))
    await signedEmbedUrl(session, { targetUrl })
    await signedEmbedUrl(session, { targetUrl })
    expect(fetch.seen.map(seen => seen.url)).toEqual(Array(2).fill(`${baseUrl}/api/4.0/embed/token_url/me`))
    expect(JSON.parse(fetch.seen[0]?.body ?? '')).toEqual({ target_url: targetUrl })
  })

  it.each<[string, unknown]>([
    ['targetUrl', {}],
    ['targetUrl', { targetUrl: '/embed/dashboards/1' }],
    ['targetUrl', { targetUrl: `${baseUrl}/${'x'.repeat(17_000)}` }],
    ['sessionLength', { targetUrl, sessionLength: 0 }],
    ['externalUserId', { targetUrl, user: {} }],
    ['secretId', { targetUrl, secretId: '7' }],
    ['secretId', { targetUrl, secretId: '', user: { externalUserId: 'ana' } }],
    ['secretId', { targetUrl, secretId: {}, user: { externalUserId: 'ana' } }],
  ])('refuses a wrong %s', async (part, options) => {
    const { fetch, session } = setUp(jsonAnswer({ url }))
    const error = { code: 'configuration', message: expect.stringContaining(part) }
    await expect(signedEmbedUrl(session, options as SignedEmbedUrlOptions)).rejects.toMatchObject(error)
    expect(fetch.seen).toEqual([])
  })

  it.each<[string, ScriptedAnswer]>([
    ['request_refused', jsonAnswer({ message: 'Validation Failed' }, 422)],
    ['malformed_response', jsonAnswer({ URL: url })],
    ['malformed_response', jsonAnswer({ url: 'canary' })],
    ['malformed_response', jsonAnswer({ url: 'javascript:canary()' })],
    ['rate_limited', jsonAnswer({}, 429, { 'retry-after': '2' })],
    ['unavailable', jsonAnswer({}, 500)],
    ['network', new TypeError('fetch failed')],
  ])('rejects with %s, and shows no URL', async (code, answer) => {
    const { session } = setUp(answer)
    const error = await signedEmbedUrl(session, { targetUrl }).catch(error => error)
    expect(error.code).toBe(code)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary')
  })
})
