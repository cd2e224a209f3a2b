// The backend pattern in Vite's dev server: vite.test.ts of tests/recipes, with the files of the document.
import { afterEach, expect, test } from 'vitest'
import { describeChromium } from '../../../vitest.chromium.ts'
import { type Application, startApplication } from './application'

describeChromium("a React page in Vite's dev server", browser => {
  let application: Application | undefined
  afterEach(() => application?.close())

  test('signs in with OAuth under StrictMode, whose cleanup closes the session', async () => {
    application = await startApplication()
    const page = await browser().newPage()
    await page.goto(`${application.origin}/oauth`)
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
