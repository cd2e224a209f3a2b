import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { originOf, startLooker } from '../looker'

const { emulator, url } = await startLooker()
const text = readFileSync(new URL('../../../../docs/embed.md', import.meta.url), 'utf8')

const files = [
  'embed-sign-in.ts',
  'embed-server.ts',
  'embed-page.ts',
  'index.html',
  'main.ts',
  'app/embed.ts',
  'app/looker-embed/route.ts',
  'app/sign-out/route.ts',
  'app/dashboard/page.tsx',
  'app/dashboard/dashboard.tsx',
]

test.each(files)('the document shows %s as it is run', file => {
  const [, code] = new RegExp(`^\`\`\`\\w+ ${file}\\n([^]*?)^\`\`\``, 'm').exec(text) ?? []
  expect(code).toBe(readFileSync(new URL(file, import.meta.url), 'utf8'))
})

test('the document shows no other file', () => {
  expect([...text.matchAll(/^```(?:tsx?|html) (\S+)$/gm)].map(([, file]) => file).sort()).toEqual(
    [...files].sort(),
  )
})

describe('the server with an embed endpoint', () => {
  let origin: string
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(origin + path, {
      redirect: 'manual',
      ...init,
      headers: { cookie: 'sid=one', 'sec-fetch-site': 'same-origin', ...init.headers },
    })

  beforeAll(async () => {
    const { server } = await import('./embed-server')
    origin = await originOf(server)
    return () => void server.close()
  })

  test('gives the official client what it asks for, until the sign-out', async () => {
    const cookie = 'sid=two'
    const acquired = await (await ask('/looker-embed', { headers: { cookie } })).json()
    const generated = await ask('/looker-embed', {
      method: 'PUT',
      headers: { cookie, origin, 'content-type': 'application/json' },
      body: JSON.stringify({ api_token: acquired.api_token, navigation_token: acquired.navigation_token }),
    })
    expect(await generated.json()).toMatchObject({ api_token: expect.any(String), api_token_ttl: 600 })
    expect(emulator.stats.live_embed_sessions).toBe(1)
    expect((await ask('/sign-out', { method: 'POST', headers: { cookie } })).status).toBe(204)
    expect(emulator.stats.live_embed_sessions).toBe(0)
    for (const ended of [cookie, ''])
      expect((await ask('/looker-embed', { headers: { cookie: ended } })).status).toBe(401)
  })

  test('reports an error of a route to the log, and does not answer with the status of Looker', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => reported.mockRestore())
    emulator.faults.add({ match: { path: '/api/4.0/embed/sso_url' }, status: 404 })
    const response = await ask('/signed-dashboard')
    expect([response.status, await response.text()]).toEqual([503, 'Service Unavailable'])
    expect(reported).toHaveBeenCalledWith(expect.objectContaining({ status: 404 }))
  })

  test('sends a frame to a signed URL of Looker', async () => {
    const response = await ask('/signed-dashboard')
    expect(response.status).toBe(302)
    expect(new URL(response.headers.get('location') ?? '').origin).toBe(url)
    expect(response.headers.get('cache-control')).toBe('no-store')
    for (const site of ['cross-site', 'same-site', 'none'])
      expect((await ask('/signed-dashboard', { headers: { 'sec-fetch-site': site } })).status).toBe(403)
    expect((await ask('/signed-dashboard', { headers: { cookie: '' } })).status).toBe(401)
  })
})
