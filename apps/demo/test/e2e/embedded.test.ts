import { createEmulator, defaultSeed } from '@looker-auth/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { runsAllTests } from '../../../../vitest.extents.ts'
import { describeChromium } from './chromium'
import { type Tab, tabOf, visitors } from './visitor'

/** A tab with a frame, signed in to the application as somebody. */
async function embed(tab: Tab, userId = 'ana'): Promise<Tab> {
  await tab.page.getByLabel('User', { exact: true }).selectOption(userId)
  await tab.press('Sign in')
  await tab.shows('frame', /^live$/)
  return tab
}

async function show(tab: Tab, title: string): Promise<void> {
  await tab.page.getByLabel('Dashboard', { exact: true }).selectOption({ label: title })
  await tab.press('Show it')
}

const inFrame = ({ page }: Tab) => page.frameLocator('iframe').locator('#embed').textContent()
const logOf = ({ page }: Tab) => page.getByRole('log').textContent()
const countOf = async ({ page }: Tab, id: string) => Number(await page.getByTestId(id).textContent())

describeChromium('the page of embedded dashboards', browser => {
  const visit = visitors(browser)

  test('a frame goes on past the expiry of its tokens, a rate limit and a dropped connection', async () => {
    const { open } = await visit()
    const tab = await embed(await open('/embedded'))
    expect(await inFrame(tab)).toContain('Shown to Ana Embedded')
    for (const [fault, trouble] of [
      [undefined, undefined],
      ['429 to the next renewal', 'Looker answered 429.'],
      ['Drop the next renewal', 'Looker dropped the connection.'],
    ] as const) {
      const before = await countOf(tab, 'renewed')
      if (fault !== undefined) {
        await tab.press(fault)
        await tab.result('the frame goes on')
      }
      await tab.press('15 s later')
      await tab.result('The frame got new tokens')
      await expect.poll(() => countOf(tab, 'renewed')).toBeGreaterThan(before)
      if (trouble !== undefined) expect(await logOf(tab)).toContain(trouble)
    }
    expect(await inFrame(tab)).toContain('This session is live.')
    await tab.shows('made', /^1$/)
    await tab.shows('frame', /^live$/)
  })

  test('a frame whose tokens expired stops; shown again, it joins the same embed session', async () => {
    const { open } = await visit()
    const tab = await embed(await open('/embedded/1'))
    await tab.press('60 s later')
    await tab.shows('frame', /^over$/)
    await tab.press('Show it')
    await tab.shows('frame', /^live$/)
    await tab.shows('joined', /^1$/)
    await tab.shows('made', /^1$/)
  })

  test('a session that was ended at Looker is over; shown again, there is another one', async () => {
    const { open } = await visit()
    const tab = await embed(await open('/embedded/1'))
    await tab.press('End it at Looker')
    await tab.shows('frame', /^over$/)
    expect(await inFrame(tab)).toContain('This session is over.')
    await tab.press('Show it')
    await tab.shows('frame', /^live$/)
    await tab.shows('made', /^2$/)
    await tab.shows('ended', /^0$/)
  })

  test('two users in two tabs: each sees their own dashboard, and neither that of the other', async () => {
    const { context, open } = await visit()
    const ana = await embed(await open('/embedded/1'))
    const opened = context.waitForEvent('page')
    await ana.page.getByRole('link', { name: 'Open a tab of another user' }).click()
    const page = await opened
    await page.getByLabel('User', { exact: true }).waitFor()
    expect(await page.getByLabel('User', { exact: true }).inputValue()).toBe('ben')
    const ben = await embed(tabOf(page), 'ben')
    for (const [tab, own, other] of [
      [ana, 'Ana', 'Ben'],
      [ben, 'Ben', 'Ana'],
    ] as const) {
      await show(tab, `${other}'s own`)
      await expect.poll(() => inFrame(tab)).toContain('The user may see no such dashboard')
      await show(tab, `${own}'s own`)
      await tab.shows('shown', `${own}'s dashboard`)
      expect(await inFrame(tab)).toContain(`Shown to ${own} Embedded`)
      await tab.shows('made', /^1$/)
    }
    await ana.press('Sign out')
    await ana.shows('frame', /^over$/)
    await ben.shows('frame', /^live$/)
    expect(await inFrame(ben)).toContain('This session is live.')
  })

  test('another tab of the same sign-in joins, and the sign-out ends the frames of both', async () => {
    const { demo, open } = await visit()
    const first = await embed(await open('/embedded/1'))
    const second = await open('/embedded/1')
    await second.shows('frame', /^live$/)
    for (const tab of [first, second]) {
      await tab.shows('made', /^1$/)
      await tab.shows('joined', /^1$/)
    }
    await second.press('Sign out')
    expect(await second.result('Sign out')).toContain('Looker has ended its embed session')
    for (const tab of [first, second]) {
      await tab.shows('frame', /^over$/)
      await tab.shows('ended', /^1$/)
    }
    expect(demo.instance.steering!.emulator.stats.live_embed_sessions).toBe(0)
    await first.press('Show it')
    await first.shows('frame', /^failed$/)
    await first.result('acquire_failed')
    expect(await logOf(first)).toContain('The server refused this page: 401, sign_in_required.')
    await second.press('Sign in')
    await embed(second, 'cleo')
    expect(await inFrame(second)).toContain('Shown to Cleo Embedded')
  })

  test('only this page loads the official client', async () => {
    const { context, open } = await visit()
    const scripts: string[] = []
    context.on('request', request => {
      if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname)
    })
    const tab = await open('/')
    await tab.result('on the server')
    await tab.page.getByRole('link', { name: 'Embedded', exact: true }).click()
    await tab.page.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(scripts.filter(path => !path.startsWith('/assets/index'))).toEqual([])
    await embed(tab)
    expect(scripts.filter(path => !path.startsWith('/assets/index'))).toHaveLength(1)
  })

  if (runsAllTests)
    test('with LOOKERSDK_* set, it embeds what the environment names, or says what to set', async () => {
      const looker = createEmulator()
      const server = await looker.listen()
      onTestFinished(() => server.close())
      const key = defaultSeed().apiKeys[0]!
      const env = {
        LOOKERSDK_BASE_URL: server.url,
        LOOKERSDK_CLIENT_ID: key.client_id,
        LOOKERSDK_CLIENT_SECRET: key.client_secret,
      }
      const { page } = await (await visit(env)).open('/embedded')
      await page.getByText('LOOKER_AUTH_DEMO_EMBED_DASHBOARDS').waitFor()
      expect(await page.getByRole('button').count()).toBe(0)

      const { open } = await visit({
        ...env,
        LOOKER_AUTH_DEMO_EMBED_DASHBOARDS: '2',
        LOOKER_AUTH_DEMO_EMBED_MODELS: 'orders',
      })
      const tab = await embed(await open('/embedded'), 'looker-auth-demo-ana')
      expect(await inFrame(tab)).toContain('External user id: looker-auth-demo-ana')
      await tab.shows('shown', 'Customers')
      expect(await tab.page.getByRole('button', { name: '15 s later' }).count()).toBe(0)
      await tab.press('Sign out')
      await tab.shows('frame', /^over$/)
      expect(looker.stats.live_embed_sessions).toBe(0)
    })
})
