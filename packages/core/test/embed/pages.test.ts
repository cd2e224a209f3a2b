import { describe, expect, it } from 'vitest'
import { appOrigin, embedApplication } from './application.js'
import { fakeLooker } from './looker.js'

describe('whose request an embed endpoint answers', () => {
  const own = { 'sec-fetch-site': 'same-origin' }
  it.each<[string, Record<string, string | undefined>, number]>([
    ['a page of its own origin, as browsers send a GET', own, 200],
    ['a page of its own origin, with an Origin', { ...own, origin: appOrigin }, 200],
    ['an older browser with the header', { 'sec-fetch-site': undefined, 'x-looker-auth': '1' }, 200],
    ['a listed origin', { 'sec-fetch-site': 'cross-site', origin: 'https://b.test' }, 200],
    ['a browser that says nothing', { 'sec-fetch-site': undefined }, 403],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of another site with the header', { 'sec-fetch-site': 'cross-site', 'x-looker-auth': '1' }, 403],
    ['a page of another host of the site', { 'sec-fetch-site': 'same-site' }, 403],
    ['an address that the user typed', { 'sec-fetch-site': 'none' }, 403],
    ['a forged origin', { origin: 'https://evil.test' }, 403],
    ['no origin that may be named', { origin: 'null' }, 403],
  ])('%s', async (_, headers, status) => {
    const app = embedApplication(fakeLooker(), { origins: ['https://b.test'] })
    const answer = await app.acquire(headers)
    expect(answer.status).toBe(status)
    expect(app.refusals.map(({ code }) => code)).toEqual(status === 200 ? [] : ['request_refused'])
    if (status !== 200) expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('a page of embedDomain, also where a proxy changes the host of its requests', async () => {
    const app = embedApplication(fakeLooker(), { embedDomain: 'https://public.test' })
    const { status, body } = await app.acquire()
    expect(status).toBe(200)
    const renewed = await app.generate(body, { origin: 'https://public.test' })
    expect([renewed.status, renewed.body.api_token_ttl]).toEqual([200, 600])
    expect((await app.generate(body, { origin: 'https://evil.test' })).status).toBe(403)
  })

  it('nobody who is not signed in', async () => {
    const app = embedApplication(fakeLooker())
    expect(await app.acquire({ cookie: 'x' })).toMatchObject({
      status: 401,
      body: { error: { code: 'sign_in_required' } },
    })
  })

  it('answers the preflight of a listed origin, and lets it read the answer', async () => {
    const app = embedApplication(fakeLooker(), { origins: ['https://b.test'] })
    const from = { origin: 'https://b.test', 'sec-fetch-site': 'cross-site' }
    const preflight = await app.ask('OPTIONS', undefined, from)
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, PUT')
    const { headers } = await app.acquire(from)
    expect(headers.get('access-control-allow-origin')).toBe('https://b.test')
    expect(headers.get('access-control-allow-credentials')).toBe('true')
    const post = await app.ask('POST', {}, from)
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, PUT'])
  })

  it('at most so many requests a minute for new embeds; new tokens are counted apart', async () => {
    const app = embedApplication(fakeLooker(), { requestsPerMinute: 2 })
    const { body } = await app.acquire()
    await app.acquire()
    const { status, headers } = await app.acquire()
    expect([status, headers.get('retry-after')]).toEqual([429, '60'])
    expect((await app.generate(body)).status).toBe(200)
  })
})
