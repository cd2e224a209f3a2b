import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageSession, startLooker, whoIs } from './looker'

const { emulator, url } = await startLooker()

/** Starts a backend on a free port. Answers its origin. */
const backends: Record<string, () => Promise<string>> = {
  async express() {
    const { app } = await import('./express')
    const server = app.listen(0, '127.0.0.1')
    afterAll(() => void server.close())
    await new Promise(resolve => server.once('listening', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  },
  async fastify() {
    const { app } = await import('./fastify')
    afterAll(async () => app.close())
    return app.listen({ port: 0, host: '127.0.0.1' })
  },
  async hono() {
    const { app } = await import('./hono')
    return new Promise(resolve => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      )
      afterAll(() => void server.close())
    })
  },
}

describe.each(Object.entries(backends))('%s as the backend', (_, start) => {
  let origin: string
  beforeAll(async () => {
    origin = await start()
  })

  test('gives a page the token of whoever is signed in, and one login serves a hundred calls', async () => {
    const before = emulator.stats.login_user
    const page = pageSession(url, origin, 'sid=one')
    expect(await Promise.all(Array.from({ length: 100 }, () => whoIs(page)))).toEqual(Array(100).fill('789'))
    expect(emulator.stats.login_user - before).toBe(1)
    expect(await page.logout()).toEqual({ revoked: true })
  })

  test('gives nothing to who is not signed in, and acts for whoever is', async () => {
    await expect(pageSession(url, origin, 'other=1').token()).rejects.toMatchObject({
      code: 'sign_in_required',
    })
    expect((await fetch(`${origin}/me`)).status).toBe(401)
    const me = await fetch(`${origin}/me`, { headers: { cookie: 'sid=one' } })
    expect(await me.json()).toMatchObject({ id: '789' })
  })
})
