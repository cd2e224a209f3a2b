import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { extent, runsAllTests } from '../../../../vitest.extents.ts'
import { type Site, serveSite } from './site'
import { canary, goBack, newTabs, tokenRecord, tombstone, visit } from './tabs'

const signedOut = { value: { record: { value: tombstone } } }
const signedIn = { value: { record: { value: tokenRecord } } }

describeChromium('sharedSignOuts in the tabs of a Chromium', browser => {
  let site: Site
  beforeAll(async () => {
    site = await serveSite('tabs-page.ts')
  })
  const tabs = newTabs(browser, () => site)

  const kinds = ['sharedMemory', 'sharedSessionStorage'] as const
  describe.each(kinds.slice(0, extent('costlyRows')))('%s', kind => {
    const signIn = async (page: Page) => {
      await page.evaluate(kind => tab.open(kind), kind)
      await page.evaluate(record => tab.commit(record), tokenRecord)
    }
    const signOut = (page: Page) => page.evaluate(record => tab.commit(record), tombstone)
    const load = (page: Page) => page.evaluate(() => tab.load())

    /** Page a is in the back/forward cache since before the sign-out in b. */
    async function signedOutWhileAway() {
      const { open } = await tabs()
      const [a, b] = [await open(), await open()]
      await signIn(a)
      await visit(a, `${site.origin}/elsewhere`)
      await signIn(b)
      await signOut(b)
      return { open, a, b }
    }

    test('a sign-out in one tab reaches the others, and a token does not', async () => {
      const { open } = await tabs()
      const [a, b] = [await open(), await open()]
      await signIn(a)
      await b.evaluate(kind => tab.open(kind), kind)
      expect(await load(b)).toEqual({ value: undefined })
      await signIn(b)
      const told = await b.evaluate(() => tab.told)
      await signOut(a)
      await expect.poll(() => b.evaluate(() => tab.told)).toBeGreaterThan(told)
      expect(await load(b)).toMatchObject(signedOut)
      await b.evaluate(record => tab.commit(record), tokenRecord)
      expect(await load(b)).toMatchObject(signedIn)
      expect(await load(a)).toMatchObject(signedOut)
    })

    test.runIf(runsAllTests)('without BroadcastChannel, storage events notify the others', async () => {
      const { open, context } = await tabs()
      await context.addInitScript(() => {
        Object.defineProperty(globalThis, 'BroadcastChannel', { value: undefined })
      })
      const [a, b] = [await open(), await open()]
      await signIn(a)
      await signIn(b)
      const told = await b.evaluate(() => tab.told)
      await signOut(a)
      await expect.poll(() => b.evaluate(() => tab.told)).toBeGreaterThan(told)
      expect(await load(b)).toMatchObject(signedOut)
    })

    test('a page that comes back from the back/forward cache finds the sign-out at its first load', async () => {
      const { open, a } = await signedOutWhileAway()
      // Chromium notifies other processes of localStorage a moment later, but before anybody can go from one tab to another.
      const c = await open()
      await c.evaluate(kind => tab.open(kind), kind)
      await expect.poll(() => load(c)).toMatchObject(signedOut)
      await goBack(a)
      expect(await a.evaluate(() => tab.loadedOnReturn)).toMatchObject(signedOut)
      expect(await a.evaluate(() => tab.rechecks)).toBeGreaterThanOrEqual(2)
    })

    test.runIf(runsAllTests)(
      'it finds it also when somebody signed in again meanwhile, while a new page may sign in',
      async () => {
        const { open, a, b } = await signedOutWhileAway()
        await signIn(b)
        const c = await open()
        await c.evaluate(kind => tab.open(kind), kind)
        expect(await load(c)).toEqual({ value: undefined })
        await goBack(a)
        expect(await a.evaluate(() => tab.loadedOnReturn)).toMatchObject(signedOut)
      },
    )

    test.runIf(runsAllTests)('a page opened after the sign-out finds it', async () => {
      const { open } = await tabs()
      const a = await open()
      await signIn(a)
      await signOut(a)
      const b = await open()
      await b.evaluate(kind => tab.open(kind), kind)
      expect(await load(b)).toMatchObject(signedOut)
    })

    test('two users who sign out at the same moment are both signed out', async () => {
      const { open } = await tabs()
      const users = await Promise.all(
        ['alice', 'bob'].map(async subject => ({ subject, pages: [await open(), await open()] })),
      )
      for (const { pages } of users)
        for (const page of pages) await page.evaluate(kind => tab.open(kind), kind)
      const commit = (page: Page | undefined, value: string, subject: string, id: string) =>
        page?.evaluate(record => tab.commit(record), JSON.stringify({ ...JSON.parse(value), subject, id }))
      for (let round = 0; round < 10; round++) {
        for (const { subject, pages } of users) await commit(pages[1], tokenRecord, subject, `${round}`)
        await Promise.all(users.map(({ subject, pages }) => commit(pages[0], tombstone, subject, `${round}`)))
        for (const { subject, pages } of users) {
          const found = async () => JSON.stringify(await pages[1]?.evaluate(() => tab.load()))
          await expect.poll(found).toContain('signed_out')
          expect(await found()).toContain(subject)
        }
      }
    })

    test('no token is in localStorage or in any message, at any time', async () => {
      const { open, context } = await tabs()
      const said: string[] = []
      await context.exposeFunction('say', (text: string) => void said.push(text))
      await context.addInitScript(() => {
        const tell = (what: unknown): void =>
          void (globalThis as unknown as { say(text: string): void }).say(JSON.stringify(what))
        const { postMessage } = BroadcastChannel.prototype
        BroadcastChannel.prototype.postMessage = function (message) {
          tell(message)
          postMessage.call(this, message)
        }
        const { setItem } = Storage.prototype
        Storage.prototype.setItem = function (key, value) {
          if (this === localStorage) tell([key, value])
          setItem.call(this, key, value)
        }
      })
      const [a, b] = [await open(), await open()]
      await signIn(a)
      await signIn(b)
      await signOut(a)
      await signIn(a)
      await signOut(b)
      const kept = await a.evaluate(() => tab.storage())
      await expect.poll(() => said.some(text => text.includes('"changed"'))).toBe(true)
      expect(said.some(text => text.includes('signed_out'))).toBe(true)
      expect(kept).toContain('signed_out')
      expect(`${kept}${said.join()}`).not.toContain(canary)
    })
  })
})

describeChromium('indexedDbStore in the tabs of a Chromium, as for secrets', browser => {
  let site: Site
  beforeAll(async () => {
    site = await serveSite('tabs-page.ts')
  })
  const tabs = newTabs(browser, () => site)

  test('sends other tabs the hash of the record and no token', async () => {
    const { open } = await tabs()
    const [a, b] = [await open(), await open()]
    await b.evaluate(() => tab.listen('looker-auth:indexed-db:looker-auth'))
    await a.evaluate(() => tab.open('indexedDb'))
    await a.evaluate(record => tab.commit(record), tokenRecord)
    const heard = () => b.evaluate(() => tab.heard)
    await expect.poll(heard).toEqual([{ format: 'looker-auth-1', key: 'key', news: 'changed' }])
    expect(await a.evaluate(() => tab.storage())).not.toContain(canary)
  })
})
