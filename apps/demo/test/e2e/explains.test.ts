import { errorTable, machineArrows } from '@looker-auth/browser'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { runsAllTests } from '../../../../vitest.extents.ts'
import { describeChromium } from './chromium'
import { signInToApplication, signInToLooker, type Tab, visitors } from './visitor'

const fuller = test.runIf(runsAllTests)

describeChromium('what the page explains', browser => {
  const visit = visitors(browser)

  /** Signs in as a user and makes one call. */
  async function callAs(tab: Tab, userId: string): Promise<void> {
    await signInToApplication(tab, userId)
    await tab.press('1 call')
    await tab.result(/^1 call1 answered/)
  }

  test('the drawing shows the way to the present state and the ways on, each with its reason', async () => {
    const { open } = await visit()
    const tab = await open('/backend')
    await callAs(tab, '789')
    const { page } = tab
    const came = page.getByRole('list', { name: 'How it came here' })
    await expect
      .poll(() => textsOf(came.getByRole('listitem')))
      .toEqual(['idle a call needs a token', 'signing in a token arrives'])
    const next = page.getByRole('list', { name: 'Where it can go' })
    const ways = await textsOf(next.getByRole('listitem'))
    expect(ways).toContain('a call after soft expiry renewing')
    expect(ways).toContain('a call after hard expiry, or Looker refuses the token (401) signing in')
    const drawn = new Set(machineArrows().flatMap(({ from, to }) => (from === 'signed_in' ? [to] : [])))
    expect(ways.length).toBeLessThanOrEqual(drawn.size)

    await tab.press('Revoke it')
    await tab.result('no longer knows')
    await tab.press('1 call')
    await tab.result(/^1 call1 answered/)
    await expect
      .poll(() => textsOf(came.getByRole('listitem')))
      .toContain('signed in Looker refuses the token (401)')
  })

  fuller('the whole table is shown on demand', async () => {
    const { open } = await visit()
    const tab = await open('/backend')
    await signInToApplication(tab, '789')
    const table = tab.page.getByRole('table', { name: 'All states and arrows' })
    expect(await table.count()).toBe(0)
    await tab.page.getByText('Show all states and arrows').click()
    await table.waitFor()
    expect(await table.locator('tbody tr').count()).toBe(machineArrows().length)
  })

  test('a token that the server had before is shown beside the calls that used it, also after a reload', async () => {
    const { open } = await visit()
    const tab = await open('/backend')
    // The token endpoint gets Bea's token on the server before the page watches her session there.
    await callAs(tab, '2')
    await tab.press('10 calls each')
    await tab.result('10 answered as Bea Regular (2)')
    const bea = tab.page.locator('[data-lane="server:2"]')
    await expect.poll(() => bea.textContent()).toMatch(/Server: Bea Regular \(2\) token valid for/)
    await tab.page.reload()
    await expect.poll(() => bea.textContent()).toMatch(/Server: Bea Regular \(2\) token valid for/)
  })

  fuller('no call button looks chosen, and a chosen answer of Looker has a mark of its own', async () => {
    const { open } = await visit()
    const tab = await open('/backend')
    await signInToApplication(tab, '789')
    const groundOf = (name: string) =>
      tab.page
        .getByRole('button', { name, exact: true })
        .evaluate(button => getComputedStyle(button).backgroundColor)
    expect(await groundOf('1 call')).toBe(await groundOf('100 calls'))
    const markOf = (name: string) =>
      tab.page
        .getByLabel(name)
        .evaluate(input => getComputedStyle(input.nextElementSibling ?? input, '::before').boxShadow)
    expect(await markOf('As usual')).not.toBe('none')
    expect(await markOf('Rate limit')).toBe('none')
  })

  test('after Deny, one click leads to the sign-in again', async () => {
    const { open } = await visit()
    const tab = await open('/oauth')
    await tab.press('Sign in')
    await tab.page.getByLabel('User').selectOption('5')
    await tab.press('Sign in')
    await tab.press('Deny')
    await tab.page.getByRole('heading', { name: 'You did not allow the sign-in' }).waitFor()
    expect(await tab.page.getByTestId('problem').textContent()).toContain(errorTable.access_denied.message)
    await tab.press('Sign in again')
    // Looker still knows the user.
    await tab.press('Allow')
    await tab.page.waitForURL('**/oauth')
    await tab.shows('who', 'Eva Regular (5)')
  })

  fuller.each([
    ['Past soft expiry', /answered with the old token.*gets a new one/],
    ['Past hard expiry', /not used any more.*waits for a new one/],
  ])('%s says what the word means', async (name, meaning) => {
    const { open } = await visit()
    const tab = await open('/oauth')
    await signInToLooker(tab, '5')
    const described = await tab.page
      .getByRole('button', { name, exact: true })
      .evaluate(button => document.getElementById(button.getAttribute('aria-describedby') ?? '')?.textContent)
    expect(described).toMatch(meaning)
  })

  test('the start page shows calls as three users at once, without a press', async () => {
    const { demo, open } = await visit()
    const tab = await open('/')
    for (const who of ['Bea Regular (2)', 'Cleo Regular (3)', 'Dan Regular (4)']) {
      await tab.result(`10 answered as ${who}`)
      await expect
        .poll(() => tab.page.locator('.lanes').textContent())
        .toContain(`Server: ${who} token valid`)
    }
    await tab.shows('calls', /^30$/)
    await tab.shows('logins', /^4$/)
    await tab.shows('wrong', /^0$/)
    const { login, login_user } = demo.instance.steering!.emulator.stats
    expect({ login, login_user }).toEqual({ login: 1, login_user: 3 })
    const bottom = await tab.page
      .locator('main > :last-child')
      .evaluate(e => e.getBoundingClientRect().bottom)
    expect(bottom).toBeGreaterThan(0.8 * 900)
  })
})

/** The words of each, with one space between them. */
async function textsOf(items: Locator): Promise<string[]> {
  const texts = await items.evaluateAll(all => all.map(({ textContent }) => textContent))
  return texts.map(text => text.replaceAll(/\s+/g, ' ').trim())
}
