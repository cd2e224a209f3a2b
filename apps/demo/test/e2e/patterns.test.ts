import { expect, test } from 'vitest'
import { extent } from '../../../../vitest.extents.ts'
import { describeChromium } from './chromium'
import { signInToApplication, signInToLooker, visitors } from './visitor'

const calls = extent('callsOfPage').toLocaleString('en-US')

describeChromium('the page, by clicking', browser => {
  const visit = visitors(browser)

  test(`backend: ${calls} calls at once are one login of the service account and one of the user`, async () => {
    const { demo, open } = await visit()
    const tab = await open('/backend')
    await signInToApplication(tab, '789')
    await tab.press(`${calls} calls`)
    expect(await tab.result(`${calls} calls at once`)).toContain(`${calls} answered as Ana Regular (789)`)
    await tab.shows('calls', new RegExp(`^${calls}$`))
    await tab.shows('logins', /^2$/)
    const lane = tab.page.locator('[data-lane=page] [role=img]')
    await expect.poll(() => lane.getAttribute('aria-label')).toMatch(/token from .* as Ana Regular \(789\)/)
    expect(await tab.page.locator('.state.lit').getAttribute('data-state')).toBe('signed_in')
    const { login, login_user } = demo.instance.steering!.emulator.stats
    expect({ login, login_user }).toEqual({ login: 1, login_user: 1 })
  })

  test("OAuth: the user signs in on Looker's pages, and a hundred calls are theirs", async () => {
    const { demo, open } = await visit()
    const tab = await open('/oauth')
    await tab.shows('who', 'Nobody is signed in')
    await signInToLooker(tab, '5')
    await tab.press('100 calls')
    expect(await tab.result('100 calls at once')).toContain('100 answered as Eva Regular (5)')
    await tab.shows('calls', /^100$/)
    await tab.shows('logins', /^1$/)
    expect(demo.instance.steering!.emulator.stats).toMatchObject({ token_code: 1, login: 0 })
  })

  test('whom a call ran as is what Looker answered: somebody else than was asked for is told at once', async () => {
    const { open } = await visit()
    const tab = await open('/backend')
    const { page, press, result } = tab
    await signInToApplication(tab, '789')
    await press('1 call')
    await result('1 answered as Ana Regular (789)')
    const marks = page.locator('[data-lane=page] .mark')
    expect(await marks.allTextContents()).toEqual(['789'])
    expect(await page.locator('[data-lane=page] .mark.failed').count()).toBe(0)
    await page.route('**/api/4.0/user', async route => {
      const response = await route.fetch()
      await route.fulfill({ response, json: { id: '2', display_name: 'Bea Regular' } })
    })
    await press('100 calls')
    expect(await result('100 calls at once')).toContain(
      '100 answered as Bea Regular (2): this is not who was asked for',
    )
    await expect
      .poll(() => page.locator('[data-lane=page] .mark.failed').allTextContents())
      .toEqual(['100 × 2'])
  })

  test('the identity of each request is the chosen user, in every tab and pattern', async () => {
    const { demo, open } = await visit()
    const backend = await open('/backend')
    await signInToApplication(backend, '3')
    const oauth = await open('/oauth')
    await signInToLooker(oauth, '4')
    await Promise.all([backend.press('100 calls'), oauth.press('100 calls')])
    expect(await backend.result('100 calls at once')).toContain('100 answered as Cleo Regular (3)')
    expect(await oauth.result('100 calls at once')).toContain('100 answered as Dan Regular (4)')
    await backend.press('10 calls each')
    const shown = await backend.result('on the server')
    for (const who of ['Bea Regular (2)', 'Cleo Regular (3)', 'Dan Regular (4)'])
      expect(shown).toContain(`10 answered as ${who}`)
    const fromPages = demo.instance.steering!.emulator.requests.filter(
      ({ path, method, status }) => path === '/api/4.0/user' && method === 'GET' && status === 200,
    )
    expect(new Set(fromPages.map(({ as }) => as?.userId))).toEqual(new Set(['2', '3', '4', '791']))
  })
})
