import { beforeAll, expect, test } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { runsAllTests } from '../../../../vitest.extents.ts'
import { type Site, serveSite } from './site'
import { canary, goBack, newTabs, tokenRecord, visit } from './tabs'

describeChromium('indexedDbStore in the tabs of a Chromium', browser => {
  let site: Site
  beforeAll(async () => {
    site = await serveSite('tabs-page.ts')
  })
  const tabs = newTabs(browser, () => site)

  test('a watcher in one tab is notified of a commit in another, and loads it', async () => {
    const { open } = await tabs()
    const [a, b] = [await open(), await open()]
    await a.evaluate(() => tab.open('indexedDb'))
    await b.evaluate(() => tab.open('indexedDb'))
    await b.evaluate(() => tab.commit('from b'))
    await expect.poll(() => a.evaluate(() => tab.told)).toBeGreaterThan(0)
    expect(await a.evaluate(() => tab.load())).toMatchObject({ value: { record: { value: 'from b' } } })
  })

  test('of what four tabs add at once, nothing is lost', async () => {
    const { open } = await tabs()
    const pages = await Promise.all([open(), open(), open(), open()])
    for (const page of pages) await page.evaluate(() => tab.open('indexedDb'))
    await Promise.all(pages.map(page => page.evaluate(() => tab.addUp(10))))
    const answers = await Promise.all(pages.map(page => page.evaluate(() => tab.load())))
    for (const answer of answers)
      expect(answer).toMatchObject({ value: { record: { value: expect.stringMatching(/^40 /) } } })
  })

  test('tabs that make the encryption key at the same moment agree, and the database shows no token', async () => {
    const { open } = await tabs()
    const pages = await Promise.all([open(), open(), open(), open()])
    for (const page of pages) await page.evaluate(() => tab.open('encrypted'))
    await Promise.all(pages.map(page => page.evaluate(record => tab.commit(record), tokenRecord)))
    const answers = await Promise.all(pages.map(page => page.evaluate(() => tab.load())))
    for (const answer of answers) expect(answer).toMatchObject({ value: { record: { value: tokenRecord } } })
    expect(await pages[0]?.evaluate(() => tab.dump())).not.toContain(canary)
  })

  test.runIf(runsAllTests)(
    'an upgrade by another tab is not held up, and afterwards the error says to reload',
    async () => {
      const { open } = await tabs()
      const [a, b] = [await open(), await open()]
      await a.evaluate(() => tab.open('indexedDb'))
      await a.evaluate(() => tab.commit('before'))
      expect(await b.evaluate(() => tab.openRaw(2))).toBe('open')
      const failure = await a.evaluate(() => tab.load())
      expect(failure).toMatchObject({
        code: 'store_failed',
        message: expect.stringMatching(/Reload this page/),
      })
    },
  )

  test.runIf(runsAllTests)(
    'while another tab holds up an upgrade, a use ends with what to do, and later ones work again',
    async () => {
      const { open } = await tabs()
      const [hindering, upgrading, a] = [await open(), await open(), await open()]
      await hindering.evaluate(() => tab.open('indexedDb'))
      await hindering.evaluate(() => tab.commit('before'))
      expect(await hindering.evaluate(() => tab.openRaw(1))).toBe('open')
      expect(await upgrading.evaluate(() => tab.openRaw(2))).toBe('blocked')
      await a.evaluate(() => tab.open('indexedDb'))
      const failure = await a.evaluate(() => tab.load())
      expect(failure).toMatchObject({
        code: 'store_failed',
        message: expect.stringMatching(/close or reload the other tabs/),
      })
      await upgrading.close()
      await hindering.close()
      await expect
        .poll(() => a.evaluate(() => tab.load()))
        .toMatchObject({ value: { record: { value: 'before' } } })
    },
  )

  test.runIf(runsAllTests)(
    "a database of somebody else's is left as it is, and the error says so",
    async () => {
      const { open } = await tabs()
      const a = await open()
      await a.evaluate(() => tab.openRaw(1))
      await a.evaluate(() => tab.open('indexedDb'))
      const failure = { code: 'store_failed', message: expect.stringMatching(/is not ours/) }
      expect(await a.evaluate(() => tab.load())).toMatchObject(failure)
      expect(await a.evaluate(() => tab.commit('mine'))).toMatchObject(failure)
    },
  )

  test.runIf(runsAllTests)(
    'when the browser takes the database away, watchers are notified and the next use creates it again',
    async () => {
      const { open, context } = await tabs()
      const a = await open()
      await a.evaluate(() => tab.open('encrypted'))
      await a.evaluate(() => tab.commit('before'))
      const before = await a.evaluate(() => tab.told)
      const devtools = await context.newCDPSession(a)
      await devtools.send('Storage.clearDataForOrigin', { origin: site.origin, storageTypes: 'indexeddb' })
      await expect.poll(() => a.evaluate(() => tab.told)).toBeGreaterThan(before)
      expect(await a.evaluate(() => tab.load())).toEqual({ value: undefined })
      await a.evaluate(() => tab.commit('after'))
      const b = await open()
      await b.evaluate(() => tab.open('encrypted'))
      expect(await b.evaluate(() => tab.load())).toMatchObject({ value: { record: { value: 'after' } } })
    },
  )

  test('a page with an open store and watchers enters the back/forward cache, and is notified on its return', async () => {
    const { open } = await tabs()
    const [a, b] = [await open(), await open()]
    await a.evaluate(() => tab.open('indexedDb'))
    await a.evaluate(() => tab.commit('before'))
    await visit(a, `${site.origin}/elsewhere`)
    await b.evaluate(() => tab.open('indexedDb'))
    await b.evaluate(() => tab.commit('meanwhile'))
    await goBack(a)
    // Its own commit notified it once.
    await expect.poll(() => a.evaluate(() => tab.told)).toBeGreaterThan(1)
    expect(await a.evaluate(() => tab.loadedOnReturn)).toMatchObject({
      value: { record: { value: 'meanwhile' } },
    })
    expect(await a.evaluate(() => tab.rechecks)).toBeGreaterThanOrEqual(2)
    const before = await a.evaluate(() => tab.told)
    await b.evaluate(() => tab.commit('afterwards'))
    await expect.poll(() => a.evaluate(() => tab.told)).toBeGreaterThan(before)
  })
})
