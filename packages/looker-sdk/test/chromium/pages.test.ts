import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { startApplication } from './application'

const whoIs = (page: Page): Promise<string> => page.evaluate(() => app.whoIs())

describeChromium('the SDK in Chromium', browser => {
  const application = startApplication()

  async function tab(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${application().origin}${path}`)
    return page
  }

  describe('on a session with a backend', () => {
    test('two tabs are the user of the application, with one sudo login; a sign-out ends both', async () => {
      const { emulator } = application()
      const context = await browser().newContext()
      const before = emulator.stats.login_user
      const tabs = await Promise.all([tab(context, '/backend/one'), tab(context, '/backend/two')])
      expect(await Promise.all(tabs.map(whoIs))).toEqual(['user 789', 'user 789'])
      await tabs[0]?.getByRole('button', { name: 'Who am I?' }).click()
      await expect.poll(() => tabs[0]?.getByRole('status').textContent()).toBe('user 789')
      expect(emulator.stats.login_user - before).toBe(1)
      expect(await tabs[0]?.evaluate(() => app.signOut())).toBe(true)
      for (const page of tabs) await expect.poll(() => whoIs(page)).toBe('signed_out')
      await context.close()
    })

    test('a binary answer is a Blob', async () => {
      const { emulator } = application()
      const context = await browser().newContext()
      const headers = { 'content-type': 'image/png' }
      emulator.faults.add({ match: { path: '*/picture' }, status: 200, bodyBytes: 1000, headers })
      expect(await (await tab(context, '/backend')).evaluate(() => app.binary())).toBe('true 1000')
      await context.close()
    })
  })

  test('on a session with OAuth, two tabs share one sign-in, and one sign-out ends both', async () => {
    const { emulator, origin } = application()
    const context = await browser().newContext()
    const first = await tab(context, '/')
    expect(await whoIs(first)).toBe('sign_in_required')
    await first.getByRole('button', { name: 'Sign in' }).click()
    await first.waitForURL(/\/auth/)
    const choice = first.getByLabel(/user/i)
    if (await choice.isVisible()) {
      await choice.selectOption('789')
      await first.getByRole('button', { name: /sign in/i }).click()
    }
    await first.getByRole('button', { name: 'Allow' }).click()
    await first.waitForURL(`${origin}/signed-in`)
    expect(await whoIs(first)).toBe('user 789')
    const second = await tab(context, '/other')
    expect(await whoIs(second)).toBe('user 789')
    expect(emulator.stats.token_code).toBe(1)
    expect(await first.evaluate(() => app.signOut())).toBe(true)
    expect(await whoIs(first)).toBe('signed_out')
    await expect.poll(() => whoIs(second)).toBe('signed_out')
    await context.close()
  })
})
