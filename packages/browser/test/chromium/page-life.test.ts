import { beforeAll, expect, test } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { type Site, serveSite } from './site'
import { newTabs } from './tabs'

describeChromium('pageLife in a Chromium', browser => {
  let site: Site
  beforeAll(async () => {
    site = await serveSite('tabs-page.ts')
  })
  const tabs = newTabs(browser, () => site)

  test('is notified when the network is back', async () => {
    const { open, context } = await tabs()
    const page = await open()
    await page.evaluate(() => tab.open('sharedMemory'))
    await context.setOffline(true)
    expect(await page.evaluate(() => tab.rechecks)).toBe(0)
    await context.setOffline(false)
    await expect.poll(() => page.evaluate(() => tab.rechecks)).toBeGreaterThan(0)
  })

  // A headless Chromium hides and freezes no page, so these are dispatched as it would: at the document, where not all bubble.
  test.each([
    ['resume', false],
    ['visibilitychange', true],
  ])("hears the document's %s before the page's own listeners do", async (type, bubbles) => {
    const { open } = await tabs()
    const page = await open()
    const rechecksSeen = await page.evaluate(
      ([type, bubbles]) => {
        let seen = -1
        document.addEventListener(type, () => {
          seen = tab.rechecks
        })
        tab.open('sharedMemory')
        document.dispatchEvent(new Event(type, { bubbles }))
        return seen
      },
      [type, bubbles] as const,
    )
    expect(rechecksSeen).toBe(1)
  })
})
