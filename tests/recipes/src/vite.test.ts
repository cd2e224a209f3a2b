import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createViteServer } from 'vitest/node'
import { pageSession, startLooker, whoIs } from './looker'
import config from './vite.config'

const { url } = await startLooker()
let backend: Server
beforeAll(async () => {
  const { app } = await import('./express')
  backend = app.listen(0, '127.0.0.1')
  await new Promise(resolve => backend.once('listening', resolve))
})
afterAll(() => void backend.close())

type Proxy = typeof config.server.proxy

/** Vite's development server in front of the backend of the Express recipe. Answers the origin of its pages. */
async function develop(proxyTo: (target: string) => Record<string, string | Proxy['/looker-token']>) {
  const { port } = backend.address() as AddressInfo
  const server = { ...config.server, port: 0, host: '127.0.0.1', proxy: proxyTo(`http://127.0.0.1:${port}`) }
  const vite = await createViteServer({ configFile: false, logLevel: 'silent', server })
  afterAll(() => vite.close())
  await vite.listen()
  return new URL(vite.resolvedUrls?.local[0] ?? '').origin
}

test('a page of Vite’s development server gets its token through the proxy of the recipe', async () => {
  const rule = config.server.proxy['/looker-token']
  const origin = await develop(target => ({ '/looker-token': { ...rule, target } }))
  const page = pageSession(url, origin, 'sid=one')
  expect(await whoIs(page)).toBe('789')
  await page.close()
})

test('a proxy that changes Host is refused with the line to write', async () => {
  const origin = await develop(target => ({ '/looker-token': target }))
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
