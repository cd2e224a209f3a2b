import { beforeAll, expect, test } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { type Site, serveSite } from './site'
import { newTabs } from './tabs'

describeChromium('webLock in the tabs of a Chromium', browser => {
  let site: Site
  beforeAll(async () => {
    site = await serveSite('tabs-page.ts')
  })
  const tabs = newTabs(browser, () => site)

  test('keeps a second tab waiting no longer than its bound', async () => {
    const { open } = await tabs()
    const [a, b] = [await open(), await open()]
    expect(await a.evaluate(() => tab.holdLock())).toBe(true)
    expect(await b.evaluate(() => tab.lock(200))).toEqual({ value: false })
  })

  test('a tab that is closed while it holds the lock frees it for the one that waits', async () => {
    const { open } = await tabs()
    const [a, b] = [await open(), await open()]
    expect(await a.evaluate(() => tab.holdLock())).toBe(true)
    const waiting = b.evaluate(() => tab.lock(60_000))
    await expect.poll(() => b.evaluate(() => tab.locks())).toEqual({ held: 1, pending: 1 })
    await a.close()
    expect(await waiting).toEqual({ value: true })
  })

  test('none is held, and none waits, after the tasks', async () => {
    const { open } = await tabs()
    const [a, b] = [await open(), await open()]
    expect(await a.evaluate(() => tab.lock(1000))).toEqual({ value: true })
    await a.evaluate(() => tab.holdLock())
    await b.evaluate(() => tab.lock(50))
    expect(await b.evaluate(() => tab.locks())).toEqual({ held: 1, pending: 0 })
    await a.close()
    await expect.poll(() => b.evaluate(() => tab.locks())).toEqual({ held: 0, pending: 0 })
  })
})
