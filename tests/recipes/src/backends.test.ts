import type { Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { originOf, pageSession, startLooker, whoIs } from './looker'

const { emulator, url } = await startLooker()

/** Starts a backend on a free port. Answers its origin. */
const backends: Record<string, () => Promise<string>> = {
  async express() {
    const { server } = await import('./express')
    afterAll(() => void server.close())
    return originOf(server)
  },
  async fastify() {
    const { app, address } = await import('./fastify')
    afterAll(async () => app.close())
    return address
  },
  async hono() {
    const { server } = await import('./hono')
    afterAll(() => void server.close())
    return originOf(server as Server)
  },
}

/** What each of them answers where a call fails. */
const failure: Record<string, [status: number, text: string]> = {
  express: [503, 'Service Unavailable'],
  fastify: [503, ''],
  hono: [500, 'Internal Server Error'],
}

describe.each(Object.entries(backends))('%s as the backend', (name, start) => {
  let origin: string
  beforeAll(async () => {
    origin = await start()
  })

  test('gives a page the token of the user who is signed in, and one login serves a hundred calls', async () => {
    const before = emulator.stats.login_user
    const page = pageSession(url, origin, 'sid=one')
    expect(await Promise.all(Array.from({ length: 100 }, () => whoIs(page)))).toEqual(Array(100).fill('789'))
    expect(emulator.stats.login_user - before).toBe(1)
    expect(await page.logout()).toEqual({ revoked: true })
  })

  test('gives nothing to a page without a user, and acts for the user who is signed in', async () => {
    await expect(pageSession(url, origin, 'other=1').token()).rejects.toMatchObject({
      code: 'sign_in_required',
    })
    expect((await fetch(`${origin}/me`)).status).toBe(401)
    const me = await fetch(`${origin}/me`, { headers: { cookie: 'sid=one' } })
    expect(await me.json()).toMatchObject({ id: '789' })
  })

  test('tells the page where Looker is and who is signed in', async () => {
    expect((await fetch(`${origin}/looker-settings`)).status).toBe(401)
    const settings = await fetch(`${origin}/looker-settings`, { headers: { cookie: 'sid=one' } })
    expect(await settings.json()).toEqual({ baseUrl: url, user: '789' })
  })

  test('reports an error of a call to the log, and does not answer with the status of Looker', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => reported.mockRestore())
    const fault = emulator.faults.add({ match: { path: '*/login/789' }, times: 'always', status: 404 })
    onTestFinished(() => fault.remove())
    emulator.revoke({ user_id: '789' })
    const me = await fetch(`${origin}/me`, { headers: { cookie: 'sid=one' } })
    expect([me.status, await me.text()]).toEqual(failure[name])
    expect(fault.hits).toBeGreaterThan(0)
    expect(reported).toHaveBeenCalledWith(expect.objectContaining({ code: 'unknown_user', status: 404 }))
  })
})
