import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterEach, expect } from 'vitest'
import type { Site } from './site'

/** A token's text, which must turn up nowhere but in the chosen store. */
export const canary = 'canary-token-that-stays-home'
export const tokenRecord = JSON.stringify({ v: 1, kind: 'token', id: 'one', accessToken: canary })
export const tombstone = JSON.stringify({ v: 1, kind: 'signed_out', id: 'two', signInId: 'three' })

/** Tabs of one profile. */
export interface Tabs {
  readonly context: BrowserContext
  open(path?: string): Promise<Page>
}

/** Makes a new profile for each test; afterwards nothing was rejected unhandled in any tab, and it is closed. */
export function newTabs(browser: () => Browser, site: () => Site): () => Promise<Tabs> {
  const contexts: BrowserContext[] = []
  afterEach(async () => {
    for (const context of contexts.splice(0)) {
      for (const page of context.pages()) {
        expect(await page.evaluate(() => globalThis.tab?.unhandled ?? [])).toEqual([])
      }
      await context.close()
    }
  })
  return async () => {
    const context = await browser().newContext()
    contexts.push(context)
    return {
      context,
      async open(path = '/') {
        const page = await context.newPage()
        await visit(page, `${site().origin}${path}`)
        return page
      },
    }
  }
}

/** Goes there, and waits for the page's script. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.waitForFunction(() => 'tab' in globalThis)
}

/** Goes back to the page before, which did wait in the back/forward cache. */
export async function goBack(page: Page): Promise<void> {
  await page.goBack({ waitUntil: 'commit' })
  await expect.poll(() => page.evaluate(() => globalThis.tab?.persisted)).toBe(true)
}
