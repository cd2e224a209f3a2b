import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSession, createTokenEndpoint } from '@looker-auth/node'
import { tokenEndpointListener } from '@looker-auth/node/token-endpoint'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createViteServer } from 'vitest/node'
import { describeChromium } from '../../../vitest.chromium.ts'
import { originOf, pageSession, startLooker, whoIs } from './looker'
import { userOf } from './my-sign-in'
import config from './vite.config'

const { emulator, url } = await startLooker()
const cacheDir = mkdtempSync(join(tmpdir(), 'looker-auth-vite-'))
let backend: Server
beforeAll(async () => {
  backend = (await import('./express')).server
})
afterAll(() => {
  backend.close()
  rmSync(cacheDir, { recursive: true, force: true })
})

type Rule = (typeof config.server.proxy)['/looker-token']

/** Vite's development server, which serves the page of the recipe, in front of a backend. Answers the origin of its pages. */
async function develop(rule: (target: string) => Partial<Rule> | string, server = backend) {
  const to = rule(await originOf(server))
  const vite = await createViteServer({
    ...{ configFile: false, logLevel: 'silent', cacheDir },
    root: fileURLToPath(new URL('.', import.meta.url)),
    server: {
      ...{ port: 0, host: 'localhost' },
      proxy: Object.fromEntries(Object.keys(config.server.proxy).map(path => [path, to])),
    },
  })
  afterAll(() => vite.close())
  await vite.listen()
  return new URL(vite.resolvedUrls?.local[0] ?? '').origin
}

const asInRecipe = (target: string) => ({ ...config.server.proxy['/looker-token'], target })

test('a page of Vite’s development server gets its token through the proxy of the recipe', async () => {
  const page = pageSession(url, await develop(asInRecipe), 'sid=one')
  expect(await whoIs(page)).toBe('789')
  await page.close()
})

test('a proxy that changes Host is refused with the line to write', async () => {
  const origin = await develop(target => target)
  const page = pageSession(url, origin, 'sid=one')
  const error: Error = await page.token().then(
    () => expect.unreachable('it got a token'),
    thrown => thrown,
  )
  expect(error).toMatchObject({ code: 'request_refused', status: 403 })
  for (const part of [origin, 'changeOrigin: false', 'origins of createTokenEndpoint()'])
    expect(error.message).toContain(part)
  await page.close()
})

test('a proxy that changes Host passes where the endpoint lists the origin of its pages', async () => {
  const session = createSession()
  const origins: string[] = []
  const server = createServer((request, response) => {
    const userFor = (asked: Request) => userOf(asked.headers.get('cookie'))
    tokenEndpointListener(createTokenEndpoint({ session, userFor, origins }))(request, response)
  }).listen(0, 'localhost')
  afterAll(() => void server.close())
  const origin = await develop(target => target, server)
  origins.push(origin)
  const page = pageSession(url, origin, 'sid=one')
  expect(await whoIs(page)).toBe('789')
  await page.close()
  await session.close()
})

describeChromium('the page of the recipe, under StrictMode, in Vite’s development server', browser => {
  test('asks a user without a session to sign in, then shows the user and signs out', async () => {
    const origin = await develop(asInRecipe)
    emulator.allowedOrigins.add(origin)
    const context = await browser().newContext()
    const page = await context.newPage()
    await page.goto(origin)
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('Sign in to the application first.')

    await context.addCookies([{ name: 'sid', value: 'page', url: origin }])
    await page.reload()
    const logins = emulator.stats.login_user
    await page.getByRole('button', { name: 'Who am I?' }).click()
    await expect.poll(() => page.getByRole('status').textContent()).toBe('Ana Regular')
    await page.getByRole('button', { name: 'Sign out' }).click()
    const again = page.getByRole('button', { name: 'Sign in again' })
    await expect.poll(() => again.isVisible()).toBe(true)
    expect(emulator.stats.login_user - logins).toBe(1)
    await context.close()
  })
})
