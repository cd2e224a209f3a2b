import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterEach, expect } from 'vitest'
import { boundMs } from '../../../../vitest.extents.ts'
import { type Demo, startDemo } from '../../src/server/start-demo'

export const pageFolder = fileURLToPath(new URL('../../dist/page', import.meta.url))

/** No token ends by itself in the time that a test may take on a slow machine. */
const tokenLifetimeSeconds = Math.ceil(boundMs(600))

/** Somebody with a browser of their own at a demo of its own. */
export interface Visitor {
  readonly demo: Demo
  readonly context: BrowserContext
  /** Opens a tab. */
  open(path?: string): Promise<Tab>
}

/** What a visitor does in a tab. */
export interface Tab {
  readonly page: Page
  press(name: string): Promise<void>
  /** The outcome of the last action, once it is there. */
  result(title: RegExp | string): Promise<string>
  shows(testId: string, text: RegExp | string): Promise<void>
}

/** Makes visitors; afterwards all is closed, and nothing failed unseen in any page. */
export function visitors(browser: () => Browser): (env?: NodeJS.ProcessEnv) => Promise<Visitor> {
  const endings: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end()
  })
  return async (env = {}) => {
    const demo = await startDemo({ port: 0, env, pageFolder, tokenLifetimeSeconds })
    const context = await browser().newContext({
      viewport: { width: 1280, height: 900 },
      // An animation takes the processor from the tests, and shows nothing that they look at.
      reducedMotion: 'reduce',
    })
    const unseen: string[] = []
    context.on('weberror', error => unseen.push(error.error().message))
    endings.push(async () => {
      await context.close()
      await demo.close()
      expect(unseen).toEqual([])
    })
    return {
      demo,
      context,
      async open(path = '/') {
        const page = await context.newPage()
        const { search } = new URL(demo.address)
        await page.goto(`${demo.url}${path}${search}`)
        return tabOf(page)
      },
    }
  }
}

export function tabOf(page: Page): Tab {
  return {
    page,
    press: name => page.getByRole('button', { name, exact: true }).click(),
    async result(title) {
      const panel = page.getByTestId('result')
      await expect.poll(() => panel.textContent()).toMatch(title)
      return (await panel.textContent()) ?? ''
    },
    async shows(testId, text) {
      await expect.poll(() => page.getByTestId(testId).textContent()).toMatch(text)
    },
  }
}

/** Signs in to the application as somebody, in a tab at /backend. */
export async function signInToApplication({ page, press, shows }: Tab, userId: string): Promise<void> {
  await page.getByLabel('User', { exact: true }).selectOption(userId)
  await press('Sign in')
  await shows('who', `(${userId})`)
}

/** Signs in on Looker's pages as somebody, in a tab at /oauth. */
export async function signInToLooker({ page, press, shows }: Tab, userId: string): Promise<void> {
  await press('Sign in')
  await page.getByLabel('User').selectOption(userId)
  await press('Sign in')
  await press('Allow')
  await page.waitForURL('**/oauth')
  await shows('who', `(${userId})`)
}
