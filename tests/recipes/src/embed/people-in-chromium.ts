import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'

/** Somebody's tab with an embedded dashboard, watched from its beginning. */
export interface Tab {
  readonly page: Page
  /** What the frame shows in the element of that id. */
  shown(id: string): Promise<string>
  /** Every external user id that any frame of the tab has ever shown. */
  readonly users: ReadonlySet<string>
  /** The bodies that the endpoint answered, as texts. */
  readonly answers: readonly string[]
  pass(seconds: number): Promise<void>
  signOut(): Promise<void>
}

/** A browser, with cookies of its own. */
export async function newBrowser(chromium: Browser, userAgent?: string): Promise<BrowserContext> {
  const context = await chromium.newContext({ ignoreHTTPSErrors: true, ...(userAgent && { userAgent }) })
  onTestFinished(() => context.close())
  return context
}

/** Signs the browser in to the application. */
export async function signIn(browser: BrowserContext, url: string, sid: string): Promise<void> {
  await browser.addCookies([{ name: 'sid', value: sid, url: new URL(url).origin }])
}

export async function openTab(browser: BrowserContext, url: string): Promise<Tab> {
  const page = await browser.newPage()
  const users = new Set<string>()
  const answers: string[] = []
  page.on('response', async response => {
    if (new URL(response.url()).pathname === '/looker-embed')
      answers.push(await response.text().catch(String))
  })
  await page.exposeBinding('noteUser', (_, user: string) => void users.add(user))
  await page.addInitScript(watchFrame)
  await page.clock.install()
  await page.goto(url)
  return {
    page,
    users,
    answers,
    shown: async id =>
      (await page.frameLocator('iframe').locator(`#${id}`).textContent().catch(String)) ?? '',
    pass: seconds => page.clock.fastForward(seconds * 1000),
    async signOut() {
      const status = await page.evaluate(async () => (await fetch('/sign-out', { method: 'POST' })).status)
      expect(status).toBe(204)
    },
  }
}

/** Runs in every frame of a tab before its own scripts. */
function watchFrame(): void {
  const { noteUser } = globalThis as typeof globalThis & { noteUser?: (user: string) => void }
  const look = () => {
    const user = document.getElementById('external-id')?.textContent
    if (user) noteUser?.(user)
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
}
