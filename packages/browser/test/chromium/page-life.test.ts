import { beforeAll, expect, test } from 'vitest'
import { describeChromium } from './chromium'
import { type Site, serveSite } from './site'
import { newTabs } from './tabs'

describeChromium('pageLife in a Chromium', browser => {
  let site: Site
  beforeAll(async () => {
    site = await serveSite('tabs-page.ts')
  })
  const tabs = newTabs(browser, () => site)

  test('is told when a page that was frozen is resumed', async () => {
    const { open, context } = await tabs()
    const page = await open()
    await page.evaluate(() => tab.open('sharedMemory'))
    const devtools = await context.newCDPSession(page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    await expect.poll(() => page.evaluate(() => tab.rechecks)).toBeGreaterThan(0)
  })

  test('is told when the network is back', async () => {
    const { open, context } = await tabs()
    const page = await open()
    await page.evaluate(() => tab.open('sharedMemory'))
    await context.setOffline(true)
    expect(await page.evaluate(() => tab.rechecks)).toBe(0)
    await context.setOffline(false)
    await expect.poll(() => page.evaluate(() => tab.rechecks)).toBeGreaterThan(0)
  })
})
