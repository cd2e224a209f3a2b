import { expect, test } from 'vitest'
import { extent, runsAllTests } from '../../../../vitest.extents.ts'
import { describeChromium } from './chromium'
import { signInToApplication, type Tab, tabOf, visitors } from './visitor'

const ana = 'answered as Ana Regular (789)'
const fuller = test.runIf(runsAllTests)

describeChromium('each control', browser => {
  const visit = visitors(browser)

  /** Somebody who is signed in as Ana, and has a token. */
  async function anaCalls() {
    const visitor = await visit()
    const tab = await visitor.open('/backend')
    await signInToApplication(tab, '789')
    await tab.press('1 call')
    expect(await tab.result(/^1 call1 /)).toContain(`1 ${ana}`)
    const { emulator } = visitor.demo.instance.steering!
    return { ...visitor, tab, emulator }
  }

  test('a token that was revoked is renewed once for a hundred calls, each answered', async () => {
    const { tab, emulator } = await anaCalls()
    await tab.press('Revoke it')
    await tab.result('no longer knows the token')
    await expect.poll(() => endsOf(tab)).toEqual(['revoked'])
    await tab.press('100 calls')
    expect(await tab.result('100 calls at once')).toContain(`100 ${ana}`)
    expect(await tab.page.getByTestId('problem').count()).toBe(0)
    expect(emulator.stats.login_user).toBe(2)
    await expect.poll(() => logOf(tab)).toContain('Looker refused the token: getting another one.')
  })

  test('the official SDK on the server finds the dashboards of each user, with one login for each', async () => {
    const { tab, emulator } = await anaCalls()
    const before = emulator.stats.login_user
    await tab.press('Find dashboards')
    const result = await tab.result('found by the official SDK')
    expect(result).toContain("Bea Regular finds Orders, Customers, Bea's dashboard.")
    expect(result).toContain('1 answered as Bea Regular (2)')
    expect(await tab.page.getByTestId('problem').count()).toBe(0)
    expect(emulator.stats.login_user - before).toBe(3)
    expect(emulator.stats.login).toBe(1)
  })

  fuller('past soft expiry a call is answered with the old token while a renewal runs', async () => {
    const { tab } = await anaCalls()
    await tab.press('Past soft expiry')
    await tab.result('later, for Looker, the server and every tab')
    await tab.press('1 call')
    expect(await tab.result(/^1 call1 /)).toContain(`1 ${ana}`)
    await expect.poll(() => logOf(tab)).toMatch(/renewing → signed in.*signed in → renewing/s)
  })

  fuller('past hard expiry a hundred calls wait for one new token', async () => {
    const { tab, emulator } = await anaCalls()
    await tab.press('Past hard expiry')
    await tab.result('later, for Looker, the server and every tab')
    await expect.poll(() => endsOf(tab)).toEqual(['expired'])
    await tab.press('100 calls')
    expect(await tab.result('100 calls at once')).toContain(`100 ${ana}`)
    expect(emulator.stats.login_user).toBe(2)
    await expect.poll(() => logOf(tab)).toContain('signed in → signing in')
  })

  fuller.each([
    ['Rate limit', 'HTTP 429', 'Again in 15 s'],
    ['Server error', 'HTTP 503', 'The token is kept'],
    ['A web page', 'HTTP 404', 'Check the base URL'],
    ['Drops it', 'network', 'Check the connection'],
  ])('%s to calls is told with its code and what to do, and costs no login', async (fault, code, toDo) => {
    const { tab, emulator } = await anaCalls()
    await tab.page.getByLabel(fault).check()
    await tab.press('100 calls')
    await expectProblem(tab, code, toDo)
    await tab.page.getByLabel('As usual').check()
    await tab.press('100 calls')
    expect(await tab.result(`100 ${ana}`)).not.toContain('What to do')
    expect(emulator.stats.login_user).toBe(1)
  })

  fuller('answers that come late show progress, and can be stopped', async () => {
    const { tab } = await anaCalls()
    await tab.page.getByLabel('3 s late').check()
    await tab.press('100 calls')
    await tab.page.getByRole('progressbar').waitFor()
    await tab.result('Under way.')
    await tab.page.getByRole('button', { name: 'Stop' }).focus()
    await tab.page.keyboard.press('Enter')
    await tab.result('Stopped.')
    expect(await focusedText(tab)).toContain('Stopped.')
    await tab.press('1 call')
    expect(await tab.result(/^1 call1 /)).toContain(`1 ${ana}`)
  })

  fuller.each([
    ['Rate limit', 'rate_limited', 'Again in 15 s'],
    ['Server error', 'unavailable', 'What to do'],
    ['A web page', 'not_looker_api', 'What to do'],
    ['Drops it', 'network', 'What to do'],
  ])(
    '%s to logins is told with its code and what to do, and afterwards all is well',
    async (fault, code, toDo) => {
      const { tab } = await anaCalls()
      await tab.press('Past hard expiry')
      await tab.result('every tab')
      await tab.page.getByLabel('logins').check()
      await tab.page.getByLabel(fault).check()
      await tab.press('100 calls')
      await expectProblem(tab, code, toDo)
      await tab.shows('status', 'failed for now')
      expect(await litIn(tab)).toEqual(['failed_for_now'])
      await tab.page.getByLabel('As usual').check()
      for (let more = 0; more < 2; more++) {
        await tab.press('15 s later')
        await tab.result('It is 15 s later')
      }
      await tab.press('100 calls')
      expect(await tab.result('100 calls at once')).toContain(`100 ${ana}`)
    },
  )

  fuller('offline: each call says so, the token is kept, and online again it costs no login', async () => {
    const { tab, emulator } = await anaCalls()
    const offline = tab.page.getByLabel('This page is offline')
    await offline.check()
    await tab.press('100 calls')
    await expectProblem(tab, 'network', 'Check the connection')
    await offline.uncheck()
    await tab.press('100 calls')
    expect(await tab.result(`100 ${ana}`)).not.toContain('What to do')
    expect(emulator.stats.login_user).toBe(1)
  })

  fuller('offline, the server is not asked either', async () => {
    const { tab } = await anaCalls()
    await tab.page.getByLabel('This page is offline').check()
    await tab.press('10 calls each')
    await expectProblem(tab, 'network', 'Check that this page is online')
  })

  fuller('a token that is revoked twice is no failure', async () => {
    const { tab } = await anaCalls()
    await tab.press('Revoke it')
    await tab.result('no longer knows the token')
    await tab.press('Revoke it')
    await tab.result('Looker knew the token no longer')
    expect(await tab.page.getByTestId('problem').count()).toBe(0)
  })

  fuller(
    'user ids that can be none are refused with what to do, and nothing is sent for a list that is no list',
    async () => {
      const { tab, emulator } = await anaCalls()
      const before = emulator.requests.length
      const ids = tab.page.getByLabel('On the server, as')
      for (const noList of [' , ', '2,,3', '1,2,3,4,5,6,7,8,9,10,11']) {
        await ids.fill(noList)
        expect(await ids.evaluate(input => (input as HTMLInputElement).checkValidity())).toBe(false)
        await tab.press('10 calls each')
      }
      await ids.fill('..')
      await tab.press('10 calls each')
      await expectProblem(tab, 'invalid_user_id', 'Pass an id of 1 to 255 characters')
      expect(emulator.requests.length).toBe(before)
    },
  )

  fuller('where the demo was ended, the page says so', async () => {
    const { tab, demo } = await anaCalls()
    await demo.close()
    await tab.press('10 calls each')
    await expectProblem(tab, 'network', 'pnpm start still runs')
  })

  test('another tab shares the token; signing out here signs it out too, until somebody signs in', async () => {
    const { tab, context, emulator } = await anaCalls()
    const opened = context.waitForEvent('page')
    await tab.page.getByRole('link', { name: 'Open another tab' }).click()
    const other = tabOf(await opened)
    await other.press('100 calls')
    expect(await other.result('100 calls at once')).toContain(`100 ${ana}`)
    expect(emulator.stats.login_user).toBe(1)

    await tab.press('Sign out here')
    await tab.shows('status', 'signed out')
    await other.shows('status', 'signed out')
    for (const each of [tab, other]) {
      expect(await litIn(each)).toEqual(['signed_out'])
      expect(await endsOf(each)).toEqual(['signed out'])
    }
    await other.press('1 call')
    await expectProblem(other, 'signed_out', 'What to do')
    await other.press('Sign in')
    await other.shows('status', 'signed in')
    await other.press('1 call')
    expect(await other.result(/^1 call1 /)).toContain(`1 ${ana}`)
  })

  fuller('by keyboard, signing out and in again stays on the same button', async () => {
    const { tab } = await anaCalls()
    const { page, shows } = tab
    await page.getByRole('button', { name: 'Sign out here' }).focus()
    await page.keyboard.press('Enter')
    await shows('status', 'signed out')
    await tab.result('Every tab is signed out, and Looker has ended the token.')
    expect(await focusedText(tab)).toBe('Sign in')
    await page.keyboard.press('Enter')
    await shows('status', 'signed in')
    expect(await focusedText(tab)).toBe('Sign out here')
  })

  test('after a switch of user the page is the new one only, and a tab of the old one gets nothing', async () => {
    const { tab, open } = await anaCalls()
    const old = await open('/backend')
    await old.press('1 call')
    await old.result(`1 ${ana}`)
    await tab.press('Switch user')
    await signInToApplication(tab, '2')
    await tab.press('100 calls')
    expect(await tab.result('100 calls at once')).toContain('100 answered as Bea Regular (2)')
    await old.shows('status', 'signed out')
    await old.press('Sign in')
    await expectProblem(old, 'identity_changed', 'What to do')
  })

  test.each(
    [
      ['1', 'user_not_allowed'],
      ['792', 'unknown_user'],
    ].slice(0, extent('costlyRows')),
  )('user %s, who can have no token in a page, is told why: %s', async (userId, code) => {
    const { open } = await visit()
    const tab = await open('/backend')
    await signInToApplication(tab, userId)
    await tab.press('1 call')
    await expectProblem(tab, code, 'What to do')
  })
})

async function expectProblem({ page }: Tab, code: string, toDo: string): Promise<void> {
  const problem = page.getByTestId('problem')
  await expect.poll(() => problem.allTextContents().then(all => all.join('\n'))).toContain(code)
  expect(await problem.count()).toBe(1)
  expect(await problem.textContent()).toContain(toDo)
}

/** The states that the drawing lights. */
async function litIn({ page }: Tab): Promise<unknown[]> {
  return page.locator('.state.lit').evaluateAll(all => all.map(state => state.getAttribute('data-state')))
}

/** How tokens ended, as this page's lane of the timeline says it. */
async function endsOf({ page }: Tab): Promise<string[]> {
  return page.locator('[data-lane=page] .end').allTextContents()
}

async function focusedText({ page }: Tab): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '')
}

async function logOf({ page }: Tab): Promise<string> {
  return (await page.getByRole('log').textContent()) ?? ''
}
