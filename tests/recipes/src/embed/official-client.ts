import type { Emulator } from '@looker-auth/emulator'
import type { Browser } from 'playwright-core'
import { expect, test } from 'vitest'
import { newBrowser, openTab, signIn, type Tab } from './people-in-chromium'

/** An application that embeds, and the Looker that it asks. */
export interface Embedding {
  readonly emulator: Emulator
  /** The address of its page with the dashboard. */
  readonly page: string
}

const live = 'This session is live.'
const over = 'This session is over.'
const generate = { method: 'PUT', path: '/api/4.0/embed/cookieless_session/generate_tokens' }
/** Looker renews with less than a minute left of ten. */
const untilRenewal = 560

/** Lets time pass, for Looker and for the tabs, until the tabs need new tokens. */
export async function passUntilRenewal({ clock }: Emulator, tabs: readonly Tab[]): Promise<void> {
  clock.advance(untilRenewal * 1000)
  await Promise.all(tabs.map(tab => tab.pass(untilRenewal)))
}

/** Waits until the tab shows a live dashboard after so many renewals; no other user's has ever been in it. */
export async function expectLive(tab: Tab, user: string, renewals = '0'): Promise<void> {
  await expect.poll(() => tab.shown('renewals')).toBe(renewals)
  await expect.poll(() => tab.shown('status')).toBe(live)
  expect([...tab.users]).toEqual([user])
  for (const answer of tab.answers) expect(answer).not.toContain('"session_reference_token"')
}

/** What users of an application see, in Chromium with Looker's own client, whichever server the application has. */
export function testOfficialClient(browser: () => Browser, embedding: () => Embedding): void {
  const pass = (tabs: readonly Tab[]) => passUntilRenewal(embedding().emulator, tabs)
  const faultsMet = () =>
    embedding().emulator.requests.flatMap(({ path, fault }) => (path === generate.path ? (fault ?? []) : []))

  // @promise only-the-own-embedded-content
  test('shows three users in two browsers their own dashboards, through renewals, a 429 and a dropped connection, until they sign out', async () => {
    const { emulator, page } = embedding()
    const first = [await newBrowser(browser()), await newBrowser(browser())]
    const browsers = [...first, await newBrowser(browser(), 'Another Browser/1')]
    const people = ['ana', 'bea', 'carl']
    const tabs = await Promise.all(
      browsers.map(async (one, at) => {
        await signIn(one, page, ['one', 'two', 'three'][at] ?? '')
        return openTab(one, page)
      }),
    )
    const expectAll = async (renewals: string, from = 0) => {
      for (const [at, tab] of tabs.entries())
        if (at >= from) await expectLive(tab, people[at] ?? '', renewals)
    }
    await expectAll('0')
    await pass(tabs)
    await expectAll('1')
    emulator.faults.add({ match: generate, status: 429, retryAfter: 0 })
    emulator.faults.add({ match: generate, drop: true })
    await pass(tabs)
    await expectAll('2')
    expect(faultsMet()).toEqual(['status', 'retryAfter', 'drop'])
    await pass(tabs)
    await expectAll('3')
    expect(emulator.stats).toMatchObject({ embed_sessions: 3, embed_generates: 9, live_embed_sessions: 3 })

    const [ana] = tabs
    await ana?.page.reload()
    await expect.poll(() => ana?.shown('external-id')).toBe('ana')
    expect(emulator.stats).toMatchObject({ embed_sessions: 3, embed_joins: 1 })
    await ana?.signOut()
    await expect.poll(() => ana?.shown('status')).toBe(over)
    await pass(tabs)
    await expectAll('4', 1)
    expect(await ana?.shown('status')).toBe(over)
    for (const tab of tabs.slice(1)) await tab.signOut()
    for (const tab of tabs) await expect.poll(() => tab.shown('status')).toBe(over)
    for (const [at, tab] of tabs.entries()) expect([...tab.users]).toEqual([people[at]])
    expect(emulator.stats.live_embed_sessions).toBe(0)
  })

  // @promise only-the-own-embedded-content
  test('ends the dashboard of a user in whose browser another one signs in', async () => {
    const { page } = embedding()
    const shared = await newBrowser(browser())
    await signIn(shared, page, 'four')
    const ana = await openTab(shared, page)
    await expectLive(ana, 'ana')
    await signIn(shared, page, 'five')
    const bea = await openTab(shared, page)
    await expectLive(bea, 'bea')
    await pass([ana, bea])
    await expect.poll(() => ana.shown('status')).toBe(over)
    await expectLive(bea, 'bea', '1')
    await ana.page.reload()
    await expect.poll(() => ana.shown('external-id')).toBe('bea')
    await pass([ana, bea])
    await expectLive(bea, 'bea', '2')
    await bea.signOut()
    await expect.poll(() => bea.shown('status')).toBe(over)
  })

  test('shows a user with two browsers the dashboard in the browser that came last', async () => {
    const { page } = embedding()
    const [former, later] = [await newBrowser(browser()), await newBrowser(browser(), 'Another Browser/1')]
    for (const one of [former, later]) await signIn(one, page, 'six')
    const before = await openTab(former, page)
    await expectLive(before, 'carl')
    const after = await openTab(later, page)
    await expectLive(after, 'carl')
    await expect.poll(() => before.shown('status')).toBe(over)
    await pass([after])
    await expectLive(after, 'carl', '1')
    await after.signOut()
    await expect.poll(() => after.shown('status')).toBe(over)
  })
}

/** What a page does while Looker gives its server no new tokens: the server reports errors. */
export function testOutage(browser: () => Browser, embedding: () => Embedding): void {
  test('goes on with the tokens of the page while Looker gives no new ones, and renews them as soon as it does', async () => {
    const { emulator, page } = embedding()
    const own = await newBrowser(browser())
    await signIn(own, page, 'four')
    const tab = await openTab(own, page)
    await expectLive(tab, 'ana')
    emulator.faults.add({ match: generate, times: 'always', status: 403 })
    const seen = emulator.requests.length
    const refused = () => emulator.requests.slice(seen).filter(({ path }) => path === generate.path).length
    await passUntilRenewal(emulator, [tab])
    await expect.poll(refused).toBeGreaterThan(2)
    await expectLive(tab, 'ana')
    emulator.faults.clear()
    await expectLive(tab, 'ana', '1')
  })
}
