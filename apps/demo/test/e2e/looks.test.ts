import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { extent, runsAllTests } from '../../../../vitest.extents.ts'
import { describeChromium } from './chromium'
import { signInToApplication, type Tab, visitors } from './visitor'

const folder = fileURLToPath(new URL('../../screenshots/', import.meta.url))
const looks = (
  [
    { scheme: 'light', width: 1280 },
    { scheme: 'dark', width: 360 },
    { scheme: 'light', width: 360 },
    { scheme: 'dark', width: 1280 },
  ] as const
).slice(0, extent('looks'))

/** Pages as a visitor comes to see them, in this order. */
const views: readonly { readonly name: string; show(tab: Tab): Promise<void> }[] = [
  {
    name: 'start',
    async show(tab) {
      await tab.result('on the server')
      await expect.poll(() => tab.page.locator('[data-lane]').count()).toBe(4)
    },
  },
  {
    name: 'sign-in',
    show: ({ page }) => page.getByRole('link', { name: 'Use the backend pattern' }).click(),
  },
  {
    name: 'empty',
    async show(tab) {
      await signInToApplication(tab, '789')
    },
  },
  {
    name: 'busy',
    async show(tab) {
      await tab.press('1 call')
      await tab.result(/^1 call1 /)
      await tab.press('Past soft expiry')
      await tab.result('soft expiry')
      await tab.press('100 calls')
      await tab.result('100 calls at once')
      await tab.press('10 calls each')
      await tab.result('on the server')
      await tab.press('Revoke it')
      await tab.result('Revoke the token')
      const calls = extent('looks') > 1 ? '1,000 calls' : '100 calls'
      await tab.press(calls)
      await tab.result(`${calls} at once`)
    },
  },
  {
    name: 'whole-table',
    async show({ page }) {
      await page.getByText('Show all states and arrows').click()
      await page.getByRole('table').waitFor()
    },
  },
  {
    name: 'error',
    async show(tab) {
      await tab.page.getByText('Show all states and arrows').click()
      await tab.page.getByLabel('Rate limit').check()
      await tab.press('100 calls')
      await expect.poll(() => tab.page.getByTestId('problem').count()).toBe(1)
    },
  },
  {
    name: 'offline',
    async show(tab) {
      await tab.page.getByLabel('This page is offline').check()
      await tab.press('100 calls')
      await expect.poll(() => tab.page.getByTestId('problem').textContent()).toContain('network')
    },
  },
  {
    name: 'no-token',
    async show(tab) {
      await tab.page.getByLabel('This page is offline').uncheck()
      await tab.page.getByLabel('logins').check()
      await tab.page.getByLabel('Server error').check()
      await tab.press('Past hard expiry')
      await tab.result('hard expiry')
      await tab.press('100 calls')
      await tab.shows('status', 'failed for now')
      await expect.poll(() => tab.page.getByTestId('problem').textContent()).toContain('unavailable')
    },
  },
  {
    name: 'under-way',
    async show(tab) {
      await tab.page.getByLabel('As usual').check()
      for (let more = 0; more < 2; more++) {
        await tab.press('15 s later')
        await tab.result('It is 15 s later')
      }
      await tab.press('1 call')
      await tab.result(/^1 call1 /)
      await tab.page.getByLabel('calls', { exact: true }).check()
      await tab.page.getByLabel('3 s late').check()
      await tab.press('100 calls')
      await tab.page.getByRole('button', { name: 'Stop' }).waitFor()
    },
  },
  {
    name: 'signed-out',
    async show(tab) {
      await tab.press('Stop')
      await tab.result('Stopped')
      await tab.page.getByLabel('As usual').check()
      await tab.press('Sign out here')
      await tab.shows('status', 'signed out')
    },
  },
  {
    name: 'oauth',
    async show(tab) {
      await tab.page.getByRole('link', { name: 'OAuth' }).click()
      await tab.shows('who', 'Nobody is signed in')
    },
  },
  {
    name: 'oauth-denied',
    async show({ page, press }) {
      await press('Sign in')
      await page.getByLabel('User').selectOption('5')
      await press('Sign in')
      await press('Deny')
      await page.getByRole('heading', { name: 'You did not allow the sign-in' }).waitFor()
    },
  },
  {
    name: 'oauth-failed',
    async show({ page }) {
      await page.goto(new URL('/signed-in?code=mine&state=mine', page.url()).href)
      await page.getByRole('heading', { name: 'The sign-in did not work' }).waitFor()
    },
  },
  {
    name: 'oauth-signed-in',
    async show(tab) {
      await tab.page.getByRole('link', { name: 'Back to OAuth' }).click()
      await tab.shows('who', 'Nobody is signed in')
      await tab.press('Sign in')
      await tab.press('Allow')
      await tab.shows('who', 'Eva Regular (5)')
      await tab.press('100 calls')
      await tab.result('100 answered as Eva Regular (5)')
    },
  },
  {
    name: 'embedded-sign-in',
    async show({ page }) {
      await page.getByRole('link', { name: 'Embedded' }).click()
      await page.getByRole('heading', { name: 'How a dashboard is embedded' }).waitFor()
    },
  },
  {
    name: 'embedded',
    async show(tab) {
      await tab.press('Sign in')
      await tab.shows('frame', /^live$/)
      await tab.press('15 s later')
      await expect
        .poll(async () => Number(await tab.page.getByTestId('renewed').textContent()))
        .toBeGreaterThan(0)
    },
  },
  {
    name: 'embedded-signed-out',
    async show(tab) {
      await tab.press('Sign out')
      await tab.shows('frame', /^over$/)
      await tab.press('Show it')
      await tab.shows('frame', /^failed$/)
    },
  },
  {
    name: 'locked',
    async show({ page }) {
      await page.context().clearCookies()
      await page.reload()
      await page.getByRole('heading', { name: 'Open the address that the console shows' }).waitFor()
    },
  },
]

describeChromium('how the page looks', browser => {
  const visit = visitors(browser)

  describe.each(looks)('$scheme, $width px wide:', ({ scheme, width }) => {
    test('nothing that axe finds, nothing wider than the page, in any state', async () => {
      mkdirSync(folder, { recursive: true })
      const { context, open } = await visit()
      const tab = await open('/')
      await tab.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await tab.page.setViewportSize({ width, height: 900 })
      for (const { name, show } of runsAllTests ? views : views.slice(0, extent('views'))) {
        await show(tab)
        await tab.page.screenshot({ path: `${folder}${name}-${scheme}-${width}.png`, fullPage: true })
        expect(await axeFindings(tab.page), name).toEqual([])
        expect(await tab.page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(
          width,
        )
      }
      expect(context.pages()).toHaveLength(1)
    })
  })

  test.runIf(runsAllTests)('on a phone, what came of a press is in view without scrolling', async () => {
    const { open } = await visit()
    const tab = await open('/backend')
    await tab.page.setViewportSize({ width: 360, height: 640 })
    await signInToApplication(tab, '789')
    await tab.page.getByLabel('This page is offline').check()
    await tab.page.getByRole('button', { name: '1 call', exact: true }).scrollIntoViewIfNeeded()
    await tab.press('1 call')
    const problem = tab.page.getByTestId('problem')
    await expect
      .poll(async () => {
        const box = await problem.boundingBox()
        return box !== null && box.y >= 0 && box.y + box.height <= 640
      })
      .toBe(true)
  })
})

async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations, passes } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(),
  )
  expect(passes.length).toBeGreaterThan(10)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
  )
}
