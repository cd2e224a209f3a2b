import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEmulator } from '@looker-auth/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { runsAllTests } from '../../../../vitest.extents.ts'
import { startDemo } from '../../src/server/start-demo'
import { describeChromium } from './chromium'
import { pageFolder, signInToApplication, signInToLooker, tabOf, visitors } from './visitor'

const key = {
  LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
  LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
}

describeChromium('the way into the demo', browser => {
  const visit = visitors(browser)

  test('the printed address leads to the page, and the secret is not in its address or in what it sends to Looker', async () => {
    const { demo, context } = await visit()
    const page = await context.newPage()
    const secret = new URL(demo.address).searchParams.get('token') ?? '?'
    await page.goto(demo.address)
    expect(page.url()).toBe(`${demo.url}/`)
    await page.getByRole('link', { name: 'Use the OAuth pattern' }).click()
    await signInToLooker(tabOf(page), '5')
    expect(page.url()).toBe(`${demo.url}/oauth`)
    const cookie = (await context.cookies()).find(({ value }) => value === secret)
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
    expect(await page.evaluate(() => document.cookie + location.href + document.referrer)).not.toContain(
      secret,
    )
    const { requests } = demo.instance.steering!.emulator
    expect(requests.length).toBeGreaterThan(3)
    expect(JSON.stringify(requests)).not.toContain(secret)
  })

  test.runIf(runsAllTests)(
    'without it, a page says which address to open, and that address works in the same tab',
    async () => {
      const { demo, context } = await visit()
      const page = await context.newPage()
      const answer = await page.goto(`${demo.url}/backend`)
      expect(answer?.status()).toBe(403)
      await page.getByRole('heading', { name: 'Open the address that the console shows' }).waitFor()
      await page.goto(demo.address)
      await page.getByRole('link', { name: 'Use the backend pattern' }).click()
      await signInToApplication(tabOf(page), '789')
    },
  )

  test('a link on another site leads in: to the printed address, and later without the secret', async () => {
    const { demo, context } = await visit()
    const site = createServer((_, answer) =>
      answer
        .setHeader('content-type', 'text/html')
        .end(`<a href="${demo.address}">printed</a> <a href="${demo.url}/backend">later</a>`),
    )
    onTestFinished(() => void site.close().closeAllConnections())
    await once(site.listen(0, 'localhost'), 'listening')
    const page = await context.newPage()
    const elsewhere = `http://localhost:${(site.address() as AddressInfo).port}/`
    for (const [link, path] of [
      ['later', '/backend'],
      ['printed', '/'],
      ['later', '/backend'],
    ] as const) {
      await page.goto(elsewhere)
      const locked = link === 'later' && (await context.cookies()).length === 0
      await page.getByRole('link', { name: link }).click()
      const heading = locked ? 'Open the address that the console shows' : 'Looker Auth demo'
      await page.getByRole('heading', { name: heading }).waitFor()
      expect(page.url()).toBe(`${demo.url}${path}`)
    }
  })

  test('the way back from a Looker of another site leads in', async () => {
    const looker = createEmulator()
    const server = await looker.listen({ host: 'localhost' })
    onTestFinished(() => server.close())
    const { demo, open } = await visit({
      ...key,
      LOOKERSDK_BASE_URL: server.url,
      LOOKER_AUTH_DEMO_OAUTH_CLIENT: 'my-app',
    })
    const redirect_uri = `${demo.url}/signed-in`
    looker.allowedOrigins.add(demo.url)
    looker.oauthClientApps.add({ client_guid: 'my-app', redirect_uri, display_name: 'Mine' })
    const tab = await open('/oauth')
    await signInToLooker(tab, '4')
    await tab.press('1 call')
    expect(await tab.result(/^1 call1 /)).toContain('1 answered as Dan Regular (4)')
  })

  test.runIf(runsAllTests)(
    'where LOOKER_AUTH_DEMO_USER lists no user, the page says what to set',
    async () => {
      const server = await createEmulator().listen()
      onTestFinished(() => server.close())
      const { open } = await visit({ ...key, LOOKERSDK_BASE_URL: server.url })
      const { page } = await open('/backend')
      await page.getByRole('heading', { name: 'No user is listed' }).waitFor()
      expect(await page.textContent('main')).toContain('LOOKER_AUTH_DEMO_USER=789,2')
      expect(await page.getByRole('button').count()).toBe(0)
    },
  )

  test.runIf(runsAllTests)('a tab of a demo that was started again says which address to open', async () => {
    const { demo, open } = await visit()
    const tab = await open('/backend')
    await signInToApplication(tab, '789')
    await demo.close()
    const next = await startDemo({ port: Number(new URL(demo.url).port), env: {}, pageFolder })
    onTestFinished(() => next.close())
    expect(next.url).toBe(demo.url)
    await tab.press('10 calls each')
    await tab.result('Open the address that the console shows')
    await tab.page.reload()
    await tab.page.getByRole('heading', { name: 'Open the address that the console shows' }).waitFor()
    await tab.page.goto(next.address)
    await tab.page.getByRole('link', { name: 'Use the backend pattern' }).waitFor()
  })
})
