import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterEach, expect } from 'vitest'
import type { Looker } from './session-looker'
import type { Opening, Outcome } from './session-page'

/** Tabs of one profile that show the application. */
export interface Pages {
  readonly context: BrowserContext
  /** Every address that any tab went to or asked for. */
  readonly addresses: string[]
  /** Opens the application in a new tab, with that session. */
  open(opening?: Opening): Promise<Page>
  /** Signs in to the application, in this profile. */
  signInToApp(user: string, session?: string): Promise<void>
}

/** Makes a profile for each test; afterwards nothing was rejected unhandled in any tab. */
export function newPages(browser: () => Browser, looker: () => Looker): () => Promise<Pages> {
  const contexts: BrowserContext[] = []
  afterEach(async () => {
    for (const context of contexts.splice(0)) {
      for (const page of context.pages()) {
        expect(await page.evaluate(() => globalThis.app?.unhandled ?? [])).toEqual([])
      }
      await context.close()
    }
  })
  return async () => {
    const context = await browser().newContext()
    contexts.push(context)
    const addresses: string[] = []
    context.on('request', request => void addresses.push(request.url()))
    return {
      context,
      addresses,
      async open(opening) {
        const page = await context.newPage()
        await show(page, looker().appOrigin, opening)
        return page
      },
      async signInToApp(user, session = 'one') {
        const page = await context.newPage()
        await page.goto(`${looker().appOrigin}/sign-in-as?user=${user}&session=${session}`)
        await page.close()
      },
    }
  }
}

/** Goes to an address of the application, and opens the session there. */
export async function show(page: Page, url: string, opening?: Opening): Promise<void> {
  await page.goto(url)
  await page.waitForFunction(() => 'app' in globalThis)
  if (opening !== undefined) await page.evaluate(wanted => app.open(wanted), opening)
}

export const whoIs = (page: Page): Promise<Outcome> => page.evaluate(() => app.whoIs())

/** Goes to Looker's pages by the page's own button, signs in there and presses another one. */
export async function throughLooker(
  page: Page,
  user: string,
  button: 'Allow' | 'Deny' = 'Allow',
): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await onLookersPages(page, user, button)
}

/** Signs in on Looker's pages, where the tab is already. */
export async function onLookersPages(
  page: Page,
  user: string,
  button: 'Allow' | 'Deny' = 'Allow',
): Promise<void> {
  await page.waitForURL(/\/auth/)
  const choice = page.getByLabel(/user/i)
  if (await choice.isVisible().catch(() => false)) {
    await choice.selectOption(user)
    await page.getByRole('button', { name: /sign in/i }).click()
  }
  await page.getByRole('button', { name: button }).click()
}
