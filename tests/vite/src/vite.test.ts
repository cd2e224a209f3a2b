import { afterEach, expect, test } from 'vitest'
import { describeChromium } from '../../../vitest.chromium.ts'
import { type Application, startApplication } from './application'

describeChromium("a React page in Vite's dev server", browser => {
  let application: Application | undefined
  afterEach(() => application?.close())

  async function open(path: string) {
    if (application === undefined) throw new Error('It is not served yet.')
    const { origin } = application
    const context = await browser().newContext()
    const page = await context.newPage()
    await page.goto(`${origin}${path}`)
    return page
  }

  test.each([
    ['keeps the Host', false, false],
    ['changes the Host, and the endpoint is told the origin', true, true],
  ])('is served by the backend through a proxy that %s', async (_, changeOrigin, isTold) => {
    application = await startApplication({ changeOrigin }, isTold)
    const page = await open('/backend')
    await page.getByRole('button', { name: 'Who am I?' }).click()
    await expect.poll(() => page.getByRole('status').textContent()).toBe('200 789')
    expect(application.emulator.stats.login).toBe(1)
  })

  test('signs in with OAuth under StrictMode, whose cleanup closes the session', async () => {
    application = await startApplication({}, false)
    const page = await open('/oauth')
    await expect.poll(() => page.getByRole('note').textContent()).toBe('not signed in')
    await page.getByRole('button', { name: 'Sign in with Looker' }).click()
    await page.waitForURL(/\/auth/)
    const choice = page.getByLabel(/user/i)
    if (await choice.isVisible()) {
      await choice.selectOption('789')
      await page.getByRole('button', { name: /sign in/i }).click()
    }
    await page.getByRole('button', { name: 'Allow' }).click()
    await expect.poll(() => page.getByRole('note').textContent()).toBe('back at /oauth?report=7')
    await page.getByRole('button', { name: 'Who am I?' }).click()
    await expect.poll(() => page.getByRole('status').textContent()).toBe('200 789')
    expect(application.emulator.stats.token_code).toBe(1)
    expect(new URL(page.url()).search).toBe('')
  })
})
