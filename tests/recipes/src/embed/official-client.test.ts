import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEmulator, type Emulator } from '@looker-auth/emulator'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { originOf } from '../looker'

let emulator: Emulator
let origin: string

/** Looker with TLS, as the official client wants it, and the server of the recipe with its built page. */
beforeAll(async () => {
  emulator = createEmulator()
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])
  const looker = await emulator.listen({ tls: { key, cert } })
  origin = await freeOrigin()
  Object.assign(process.env, {
    LOOKERSDK_BASE_URL: looker.url,
    LOOKERSDK_VERIFY_SSL: 'false',
    LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
    LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
    PORT: new URL(origin).port,
    ORIGIN: origin,
  })
  const folder = await buildPage(new URL(looker.url).host)
  process.chdir(folder)
  const { server } = await import('./embed-server')
  await originOf(server)
  afterAll(async () => {
    server.close()
    server.closeAllConnections()
    await looker.close()
    process.chdir(tmpdir())
    await rm(folder, { recursive: true })
  })
})

async function freeOrigin(): Promise<string> {
  const server = createServer().listen(0, 'localhost')
  const origin = await originOf(server)
  await new Promise(resolve => server.close(resolve))
  return origin
}

/** A folder with the page of the recipe in dist. */
async function buildPage(lookerHost: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-embed-'))
  const page = fileURLToPath(new URL('embed-page.ts', import.meta.url))
  await build({
    stdin: {
      contents: `import { showDashboard } from ${JSON.stringify(page)}
        showDashboard(${JSON.stringify(lookerHost)}, '1', document.getElementById('frame'))`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    outfile: join(folder, 'dist', 'script.js'),
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // The client's dependencies look for Node's.
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  })
  const html = '<!doctype html><div id="frame"></div><script type="module" src="/script.js"></script>'
  await writeFile(join(folder, 'dist', 'index.html'), html)
  return folder
}

describeChromium('the official client and an embed endpoint', browser => {
  async function open(chromium: Browser): Promise<Page> {
    const context = await chromium.newContext({ ignoreHTTPSErrors: true })
    onTestFinished(() => context.close())
    await context.addCookies([{ name: 'sid', value: 'one', url: origin }])
    const page = await context.newPage()
    await page.clock.install()
    await page.goto(origin)
    return page
  }
  const shown = (page: Page, id: string) => page.frameLocator('iframe').locator(`#${id}`).textContent()

  test('show a dashboard, renew its tokens, join when the page is loaded again, and end it by the sign-out', async () => {
    const page = await open(browser())
    await expect.poll(() => shown(page, 'status')).toBe('This session is live.')
    expect(await shown(page, 'external-id')).toBe('ana')
    for (const renewals of ['1', '2']) {
      emulator.clock.advance(560_000)
      await page.clock.fastForward(560_000)
      await expect.poll(() => shown(page, 'renewals')).toBe(renewals)
    }
    await page.reload()
    await expect.poll(() => shown(page, 'status').catch(() => '')).toBe('This session is live.')
    expect(emulator.stats).toMatchObject({ embed_sessions: 1, embed_joins: 1, embed_generates: 2 })
    const status = await page.evaluate(async () => (await fetch('/sign-out', { method: 'POST' })).status)
    expect(status).toBe(204)
    expect(emulator.stats.live_embed_sessions).toBe(0)
    await expect.poll(() => shown(page, 'status')).toBe('This session is over.')
  })
})
