import { createServer } from 'node:http'
import { createEmulator } from '@looker-auth/emulator'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { extent } from '../../../../vitest.extents.ts'
import { bundle } from './bundle'
import { onLookersPages } from './session-pages'
import { listening } from './site'

describeChromium('in Chromium, one page for the answers of two Looker instances', browser => {
  const emulators = [createEmulator(), createEmulator()]
  const ends: (() => Promise<unknown>)[] = []
  let appOrigin = ''

  beforeAll(async () => {
    const instances: [string, string][] = []
    for (const emulator of emulators) {
      const servers = [
        await emulator.listen({ serve: 'api' }),
        await emulator.listen({ serve: 'web' }),
      ] as const
      ends.push(...servers.map(server => () => server.close()))
      instances.push([servers[0].url, servers[1].url])
    }
    const script = await bundle('oauth-instances-page.ts')
    const html = `<!doctype html><html lang="en" data-instances='${JSON.stringify(instances)}'>
<title>Reports</title><script type="module" src="/script.js"></script>`
    const server = createServer(({ url }, response) => {
      const isScript = url === '/script.js'
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
      response.end(isScript ? script : html)
    })
    appOrigin = await listening(server)
    for (const { allowedOrigins, oauthClientApps } of emulators) {
      allowedOrigins.add(appOrigin)
      const redirect_uri = `${appOrigin}/signed-in`
      oauthClientApps.add({ client_guid: 'app', redirect_uri, display_name: 'Reports' })
    }
  })
  afterAll(() => Promise.all(ends.map(end => end())))

  const ready = (page: Page) => page.waitForFunction(() => 'instances' in globalThis)

  const orders = [
    ['last', [1, 0]],
    ['first', [0, 1]],
  ] as const
  // @promise each-session-takes-its-own-answer
  test.each(orders.slice(0, extent('costlyRows')))(
    'each session takes its own, when the one it is for is asked %s',
    async (_, order) => {
      const page = await browser().newPage()
      await page.goto(appOrigin)
      await ready(page)
      // A sign-in at the second instance is begun, and left by the back button.
      await page.evaluate(() => void instances.signIn(1))
      await page.waitForURL(/\/auth/)
      const begun = page.url()
      await page.goto(appOrigin)
      await ready(page)
      for (const mine of [0, 1]) {
        if (mine === 0) await page.evaluate(() => void instances.signIn(0))
        else await page.goto(begun)
        await onLookersPages(page, mine === 0 ? '789' : '2')
        await page.waitForURL(/\/signed-in/, { waitUntil: 'commit' })
        await ready(page)
        const answer = new URL(page.url()).search
        const asked = order.map(index => (mine === 0 ? index : 1 - index))
        const outcomes = await page.evaluate(indices => instances.complete(indices), asked)
        const taken = [{ returnTo: `/${mine}` }, '']
        expect(outcomes).toEqual(order[0] === 0 ? [taken, [undefined, '']] : [[undefined, answer], taken])
        expect(await page.evaluate(index => instances.whoIs(index), mine)).toBe(mine === 0 ? '789' : '2')
        expect(await page.evaluate(index => instances.whoIs(1 - index), mine)).toBe('sign_in_required')
      }
      await page.context().close()
    },
  )
})
