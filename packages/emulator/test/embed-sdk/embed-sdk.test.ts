import type { Browser, Page } from 'playwright-core'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import type { EmulatorOptions } from '../../src/index'
import { bundleHostPage, startApplication } from './application'

const ANA = { external_user_id: 'ana', first_name: 'Ana', last_name: 'Embedded', session_length: 3600 }

async function open(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  await page.clock.install()
  await page.goto(url)
  return page
}

const inFrame = (page: Page) => {
  const frame = page.frameLocator('iframe')
  return (id: string) => frame.locator(`#${id}`).textContent()
}
const eventsOf = (page: Page) => page.evaluate('events') as Promise<{ type: string; expired?: boolean }[]>

describeChromium('the official embed SDK', browser => {
  let script: string
  beforeAll(async () => {
    script = await bundleHostPage()
  })

  const show = async (user: Record<string, unknown> = ANA, options: EmulatorOptions = {}) => {
    const application = await startApplication(script, user, options)
    const page = await open(browser(), application.page('1'))
    const text = inFrame(page)
    await expect.poll(() => text('status')).toBe('This session is live.')
    const pass = async (seconds: number) => {
      application.emulator.clock.advance(seconds * 1000)
      await page.clock.fastForward(seconds * 1000)
    }
    return { ...application, page, text, pass }
  }

  test('shows a dashboard to the user of the session, without a cookie', async () => {
    const { emulator, page, text } = await show()
    expect(await Promise.all(['title', 'user', 'external-id', 'dashboard'].map(text))).toEqual([
      'Orders',
      'Ana Embedded',
      'ana',
      '1',
    ])
    await expect
      .poll(async () => (await eventsOf(page)).map(({ type }) => type))
      .toEqual(['session:status', 'page:changed', 'dashboard:loaded', 'dashboard:run:complete'])
    const [, changed, loaded] = await eventsOf(page)
    expect(changed).toMatchObject({ page: { type: 'dashboard', lookerVersion: '23.14' } })
    expect(loaded).toMatchObject({ dashboard: { id: '1', title: 'Orders' } })
    expect(JSON.stringify([changed, loaded])).not.toContain('navigation_token')
    expect(await page.context().cookies()).toEqual([])
    expect(emulator.stats).toMatchObject({ embed_sessions: 1, embed_pages: 1, embed_generates: 0 })
  })

  test('joins the session of the application when its page is loaded again', async () => {
    const { emulator, page, text } = await show()
    await page.reload()
    await expect.poll(() => text('user').catch(() => '')).toBe('Ana Embedded')
    expect(emulator.stats).toMatchObject({ embed_sessions: 1, embed_joins: 1, embed_pages: 2 })
  })

  test('renews the tokens three times before they expire, and the page stays live', async () => {
    const { emulator, page, text, pass } = await show()
    for (const renewals of ['1', '2', '3']) {
      await pass(560)
      await expect.poll(() => text('renewals')).toBe(renewals)
    }
    await expect.poll(() => text('ttl')).toMatch(/^API token: (600|5\d\d) s\. Session: 1[89]\d\d s\.$/)
    expect(emulator.stats).toMatchObject({ embed_generates: 3, live_embed_sessions: 1 })
    expect((await eventsOf(page)).filter(({ type }) => type === 'session:status')).toHaveLength(1)
  })

  test('renews short tokens whenever the emulator asks, because the SDK repeats none below 60 s', async () => {
    const { emulator, text } = await show(ANA, { embedTokenLifetimeSeconds: 50 })
    for (const renewals of ['1', '2']) {
      emulator.clock.advance(30_000)
      await expect.poll(() => text('renewals')).toBe(renewals)
    }
    expect(await text('status')).toBe('This session is live.')
  })

  test('shows that the application gave no new tokens: expired ones cannot be renewed', async () => {
    const { emulator, page, text, pass } = await show()
    await pass(601)
    await expect.poll(() => text('status')).toBe('The host page gave no new tokens.')
    const interrupted = { type: 'session:status', expired: false, interrupted: true, recoverable: false }
    await expect.poll(async () => (await eventsOf(page)).at(-1)).toMatchObject(interrupted)
    expect(emulator.stats).toMatchObject({ embed_generates: 0, live_embed_sessions: 1 })
  })

  test('reads the dashboard again when the application says so', async () => {
    const { page } = await show()
    await expect.poll(async () => page.evaluate('typeof runAgain')).toBe('function')
    const runs = async () =>
      (await eventsOf(page)).filter(({ type }) => type === 'dashboard:run:complete').length
    await expect.poll(runs).toBe(1)
    await page.evaluate('runAgain()')
    await expect.poll(runs).toBe(2)
  })

  test('shows that the session was deleted, and tells the application once', async () => {
    const { emulator, page, text, end } = await show()
    expect(await end()).toBe(204)
    await expect.poll(() => text('status')).toBe('This session is over.')
    const expired = async () => (await eventsOf(page)).filter(event => event.expired)
    await expect.poll(expired).toMatchObject([{ type: 'session:status', session_ttl: 0, interrupted: false }])
    expect(emulator.stats.live_embed_sessions).toBe(0)
  })

  test('shows that the session is over when its time is, which the SDK learns by session_reference_token_ttl 0', async () => {
    const { emulator, page, text, pass } = await show({ ...ANA, session_length: 300 })
    await pass(301)
    await expect.poll(() => text('status')).toBe('This session is over.')
    await expect.poll(async () => (await eventsOf(page)).some(event => event.expired)).toBe(true)
    expect(emulator.stats.embed_generates).toBe(1)
  })

  test('shows no dashboard that the user may not see', async () => {
    const application = await startApplication(script, ANA)
    const page = await open(browser(), application.page('1789'))
    await expect.poll(() => inFrame(page)('status')).toBe('The user may see no such dashboard')
    expect(await inFrame(page)('user')).toBe('nobody yet')
  })

  test('is not needed for a signed URL, which works once and whose page ends with its session', async () => {
    const { emulator, looker, api, admin } = await startApplication(script, ANA)
    const target_url = `${looker.url}/embed/dashboards/2`
    const body = JSON.stringify({ ...ANA, target_url, session_length: 60 })
    const answer = await api.send('POST', '/embed/sso_url', admin, { body })
    const { url } = (await answer.json()) as { url: string }
    const page = await open(browser(), url)
    await expect.poll(() => page.textContent('#user')).toBe('Ana Embedded')
    expect(await page.textContent('#title')).toBe('Customers')
    emulator.clock.advance(60_000)
    await expect.poll(() => page.textContent('#status')).toBe('This session is over.')
    await page.goto(url)
    expect(await page.textContent('.bad')).toBe('This URL was used, has expired, or was changed.')
  })
})
