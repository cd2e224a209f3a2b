import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { runsAllTests } from '../../../../vitest.extents.ts'
import { describeChromium } from './chromium'
import { signInToApplication, signInToLooker, visitors } from './visitor'

const fuller = test.runIf(runsAllTests)

describeChromium('what the pages show beside each other', browser => {
  const visit = visitors(browser)

  fuller('the table of all states makes no card beside it higher', async () => {
    const { open } = await visit()
    const tab = await open('/backend')
    await signInToApplication(tab, '789')
    const result = tab.page.getByRole('region', { name: 'Result' })
    const { height } = (await result.boundingBox())!
    await tab.page.getByText('Show all states and arrows').click()
    await tab.page.getByRole('table', { name: 'All states and arrows' }).waitFor()
    expect((await result.boundingBox())!.height).toBe(height)
  })

  fuller('a page that asks for a sign-in shows at once what the sign-in does', async () => {
    const { open } = await visit()
    const backend = await open('/backend')
    await backend.page.getByRole('button', { name: 'Sign in' }).waitFor()
    await expect.poll(() => bottomOf(backend.page)).toBeGreaterThan(0.6 * 900)
    await backend.page.getByRole('heading', { name: 'How the backend pattern signs in' }).waitFor()

    const oauth = await open('/oauth')
    await oauth.press('Sign in')
    await oauth.page.getByLabel('User').selectOption('5')
    await oauth.press('Sign in')
    await oauth.press('Deny')
    await oauth.page.getByRole('heading', { name: 'How OAuth signs in' }).waitFor()
    expect(await bottomOf(oauth.page)).toBeGreaterThan(0.6 * 900)
  })

  test('the OAuth page shows and counts only what it did itself', async () => {
    const { open } = await visit()
    const oauth = await open('/oauth')
    await signInToLooker(oauth, '5')
    await oauth.shows('logins', /^1$/)
    const start = await open('/')
    await start.result('10 answered as Dan Regular (4)')
    await oauth.press('1 call')
    await oauth.result(/^1 call1 answered/)
    const lanes = () =>
      oauth.page.locator('[data-lane]').evaluateAll(all => all.map(lane => lane.dataset.lane))
    expect(await lanes()).toEqual(['page'])
    await oauth.shows('logins', /^1$/)

    await oauth.press('10 calls each')
    await oauth.result('10 answered as Dan Regular (4)')
    expect(await lanes()).toEqual(['page', 'service', 'server:2', 'server:3', 'server:4'])
    // The server had all four tokens already.
    await oauth.shows('logins', /^1$/)
  })

  fuller('a button that was pressed looks like the ones beside it', async () => {
    const { open } = await visit()
    const tab = await open('/backend')
    await signInToApplication(tab, '789')
    await tab.press('1 call')
    await tab.result(/^1 call1 answered/)
    const edgeOf = (name: string) =>
      tab.page
        .getByRole('button', { name, exact: true })
        .evaluate(button => getComputedStyle(button).borderTopColor)
    expect(await edgeOf('1 call')).toBe(await edgeOf('100 calls'))
  })
})

/** Where the page's last part ends, in pixels from the top. */
function bottomOf(page: Page): Promise<number> {
  return page.locator('main > :last-child').evaluate(part => part.getBoundingClientRect().bottom)
}
