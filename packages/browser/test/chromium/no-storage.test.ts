import { beforeAll, describe, expect, test } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { extent } from '../../../../vitest.extents.ts'
import { launchProfile } from './chromium'
import { type Site, serveSite } from './site'
import { newTabs, tombstone, visit } from './tabs'

const blocked = { code: 'store_failed', message: expect.stringMatching(/[Aa]llow site data for this site/) }

describeChromium('where Chromium stores nothing', browser => {
  let site: Site
  beforeAll(async () => {
    site = await serveSite('tabs-page.ts')
  })
  const tabs = newTabs(browser, () => site)

  const kinds = ['indexedDb', 'encrypted', 'sessionStorage'] as const
  describe.each(kinds.slice(0, extent('costlyRows')))('%s', kind => {
    test('says so in a sandboxed page', async () => {
      const { open } = await tabs()
      const page = await open('/sandboxed')
      await page.evaluate(kind => tab.open(kind), kind)
      expect(await page.evaluate(() => tab.load())).toEqual(blocked)
      expect(await page.evaluate(() => tab.commit('x'))).toEqual(blocked)
    })

    test('says so when the user blocks site data', async () => {
      const context = await launchProfile({ profile: { default_content_setting_values: { cookies: 2 } } })
      const page = await context.newPage()
      await visit(page, site.origin)
      expect(await page.evaluate(() => tab.storage())).toMatch(/SecurityError/)
      await page.evaluate(kind => tab.open(kind), kind)
      expect(await page.evaluate(() => tab.load())).toEqual(blocked)
      expect(await page.evaluate(() => tab.commit('x'))).toEqual(blocked)
      expect(await page.evaluate(() => tab.unhandled)).toEqual([])
    })
  })

  test('a sandboxed page is refused the lock, and told what that means', async () => {
    const { open } = await tabs()
    const page = await open('/sandboxed')
    expect(await page.evaluate(() => tab.lock(1000))).toMatchObject({
      code: 'store_failed',
      message: expect.stringMatching(/refused a Web Lock/),
    })
  })

  test('a sign-out still reaches the tabs that are awake and watch', async () => {
    const context = await launchProfile({ profile: { default_content_setting_values: { cookies: 2 } } })
    const [a, b] = [await context.newPage(), await context.newPage()]
    for (const page of [a, b]) {
      await visit(page, site.origin)
      await page.evaluate(() => tab.open('sharedMemory'))
      await page.evaluate(() => tab.commit('own'))
    }
    await a.evaluate(record => tab.commit(record), tombstone)
    expect(await a.evaluate(() => tab.load())).toMatchObject({ value: { record: { value: tombstone } } })
    await expect
      .poll(() => b.evaluate(() => tab.load()))
      .toMatchObject({ value: { record: { value: expect.stringMatching(/signed_out/) } } })
    await b.evaluate(() => tab.commit('again'))
    expect(await b.evaluate(() => tab.load())).toMatchObject({ value: { record: { value: 'again' } } })
  })

  test('indexedDbStore without room left refuses a commit with what to do, and what stands can be read', async () => {
    const context = await launchProfile({})
    const page = await context.newPage()
    await visit(page, site.origin)
    const devtools = await context.newCDPSession(page)
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize: 100_000 })
    await page.evaluate(() => tab.open('indexedDb'))
    await page.evaluate(() => tab.commit('before'))
    const full = { code: 'store_failed', message: expect.stringMatching(/no room left/) }
    expect(await page.evaluate(() => tab.commitRandom(1_000_000))).toEqual(full)
    expect(await page.evaluate(() => tab.load())).toMatchObject({ value: { record: { value: 'before' } } })
    expect(await page.evaluate(() => tab.unhandled)).toEqual([])
  })
})
