import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { boundMs, extent, runsAllTests } from '../../../../vitest.extents.ts'
import { startLooker } from './session-looker'
import { newPages, show, throughLooker, whoIs } from './session-pages'

const rounds = extent('tabRounds')
const tabCount = extent('tabs')
const lifetimeMs = 3_600_000
/** Past the soft expiry of every draw, and before the hard one. */
const softMs = 3_200_000

describeChromium('in Chromium, many tabs', browser => {
  const looker = startLooker()
  const pages = newPages(browser, looker)

  describe('with tokens from a backend, opened cold', () => {
    // @promise tabs-share-one-login
    it(
      `${tabCount} tabs cost one grant (${rounds} rounds)`,
      async () => {
        const { open, signInToApp } = await pages()
        await signInToApp('789')
        const tabs = await Promise.all(Array.from({ length: tabCount }, () => open()))
        for (let round = 0; round < rounds; round++) {
          await signInToApp('789', `round-${round}`)
          const before = looker().emulator.stats.login_user
          const asked = looker().tokenRequests.length
          const opening = { user: '789', store: 'indexedDb', name: `cold-${round}` } as const
          const who = await Promise.all(
            tabs.map(async tab => {
              await show(tab, looker().appOrigin, opening)
              return whoIs(tab)
            }),
          )
          expect(who).toEqual(tabs.map(() => ({ value: '789' })))
          expect(looker().tokenRequests.length - asked).toBe(1)
          expect(looker().emulator.stats.login_user - before).toBe(1)
        }
      },
      boundMs(60_000 + rounds * 10_000),
    )
  })

  describe('with OAuth and refresh tokens that are good for one use', () => {
    // @promise tabs-share-one-login
    it(
      `${tabCount} tabs at soft expiry renew once, and nobody is signed out (${rounds} rounds)`,
      async () => {
        const { emulator } = looker()
        const { open } = await pages()
        const tabs = await Promise.all(Array.from({ length: tabCount }, () => open({ store: 'indexedDb' })))
        await signInThere(tabs[0] as Page)
        expect(await Promise.all(tabs.map(whoIs))).toEqual(tabs.map(() => ({ value: '789' })))
        for (let round = 0; round < rounds; round++) {
          emulator.clock.advance(softMs)
          await Promise.all(tabs.map(tab => tab.evaluate(ms => app.passes(ms), softMs)))
          const before = emulator.stats.token_refresh
          expect(await Promise.all(tabs.map(whoIs))).toEqual(tabs.map(() => ({ value: '789' })))
          await expect.poll(async () => new Set(await Promise.all(tabs.map(tokenOf))).size).toBe(1)
          expect(await Promise.all(tabs.map(whoIs))).toEqual(tabs.map(() => ({ value: '789' })))
          expect(emulator.stats.token_refresh - before).toBe(1)
        }
        expect(emulator.stats.token_code).toBe(1)
      },
      boundMs(60_000 + rounds * 10_000),
    )

    // @promise crashed-renewal-delays-2-s
    it.runIf(runsAllTests)(
      'a tab that is closed while it renews, before the server saw it: the others go on',
      async () => {
        const { emulator } = looker()
        const [dying, other] = await twoExpired()
        emulator.faults.add({ match: { path: '/api/token', method: 'POST' }, delayMs: 60_000 })
        const before = emulator.stats.token_refresh
        const faulted = emulator.stats.faulted
        void whoIs(dying).catch(() => {})
        await expect.poll(() => emulator.stats.faulted).toBe(faulted + 1)
        const waiting = whoIs(other)
        await dying.close()
        expect(await waiting).toEqual({ value: '789' })
        expect(emulator.stats.token_refresh - before).toBe(1)
      },
    )

    // @promise crashed-renewal-delays-2-s
    it.runIf(runsAllTests)(
      'a tab that is closed while it renews, after the server saw it: refresh_token_lost, and signing in works',
      async () => {
        const { emulator } = looker()
        const [dying, other] = await twoExpired()
        emulator.faults.add({ match: { path: '/api/token', method: 'POST' }, answerDelayMs: 60_000 })
        const before = emulator.stats.token_refresh
        void whoIs(dying).catch(() => {})
        await expect.poll(() => emulator.stats.token_refresh).toBe(before + 1)
        await dying.close()
        expect(await whoIs(other)).toMatchObject({ code: 'refresh_token_lost' })
        expect(await whoIs(other)).toMatchObject({ code: 'sign_in_required' })
        await signInThere(other)
        expect(await whoIs(other)).toEqual({ value: '789' })
      },
    )
  })

  const stores = (['indexedDb', 'encrypted', 'memory'] as const).slice(0, extent('costlyRows'))
  describe.each(stores)('on %s, a sign-out in one tab', store => {
    // @promise sign-out-reaches-the-tabs
    it('reaches the others', async () => {
      const { open, signInToApp } = await pages()
      await signInToApp('789', `out-${store}`)
      const opening = { user: '789', store } as const
      const [here, ...others] = [await open(opening), await open(opening), await open(opening)]
      expect(await Promise.all([here as Page, ...others].map(whoIs))).toEqual(
        [1, 2, 3].map(() => ({ value: '789' })),
      )
      const busy = others.map(tab => tab.evaluate(() => app.untilRefused()))
      await (here as Page).evaluate(() => app.logout())
      for (const refused of await Promise.all(busy)) expect(refused).toMatchObject({ code: 'signed_out' })
      for (const tab of others) {
        expect(await tab.evaluate(() => app.state())).toMatchObject({
          status: 'signed_out',
          reason: 'elsewhere',
        })
      }
    })

    // @promise sign-out-reaches-the-tabs
    it('is known to a page in the back/forward cache before it serves anything', async () => {
      const { open, signInToApp } = await pages()
      await signInToApp('789', `cache-${store}`)
      const opening = { user: '789', store } as const
      const [here, away] = [await open(opening), await open(opening)]
      expect(await whoIs(here)).toEqual({ value: '789' })
      expect(await whoIs(away)).toEqual({ value: '789' })
      await away.goto(`${looker().evilOrigin}/`)
      await here.evaluate(() => app.logout())
      // Chromium notifies other processes of localStorage a moment later, but before anybody can go from one tab to another.
      const fresh = await open()
      if (store === 'memory')
        await expect.poll(() => fresh.evaluate(() => app.storage())).toContain('signed-out')
      await away.goBack({ waitUntil: 'commit' })
      await expect.poll(() => away.evaluate(() => globalThis.app?.persisted)).toBe(true)
      expect(await away.evaluate(() => app.onReturn)).toMatchObject({ code: 'signed_out' })
    })
  })

  it.runIf(runsAllTests)(
    'a store that cannot be opened costs an event and a sign-in, never an exception',
    async () => {
      const { open, signInToApp } = await pages()
      await signInToApp('789', 'broken-store')
      const page = await open()
      await page.evaluate(
        () =>
          new Promise(resolve => {
            indexedDB.open('upgraded', 99).onsuccess = event => {
              ;(event.target as IDBOpenDBRequest).result.close()
              resolve(undefined)
            }
          }),
      )
      await page.evaluate(() => app.open({ user: '789', store: 'indexedDb', name: 'upgraded' }))
      expect(await whoIs(page)).toEqual({ value: '789' })
      expect(await whoIs(page)).toEqual({ value: '789' })
      const failures = await page.evaluate(
        () => app.events.filter(({ type }) => type === 'store_failure').length,
      )
      expect(failures).toBe(1)
    },
  )

  it.runIf(runsAllTests)(
    'a page that goes offline keeps its token, and goes on when it is back',
    async () => {
      const { context, open, signInToApp } = await pages()
      await signInToApp('789', 'offline')
      const page = await open({ user: '789', store: 'indexedDb', name: 'offline' })
      expect(await whoIs(page)).toEqual({ value: '789' })
      const asked = looker().tokenRequests.length
      await context.setOffline(true)
      expect(await whoIs(page)).toMatchObject({
        code: 'no AuthError',
        message: expect.stringContaining('fetch'),
      })
      expect(await page.evaluate(() => app.status())).toBe('signed_in')
      await context.setOffline(false)
      expect(await whoIs(page)).toEqual({ value: '789' })
      expect(looker().tokenRequests.length).toBe(asked)
    },
  )

  // @promise never-a-record-of-another-tab
  it('two tabs of one profile are two users, and stay them', async () => {
    const { open, signInToApp } = await pages()
    await signInToApp('789', 'ana')
    const ana = await open({ user: '789', store: 'indexedDb' })
    expect(await whoIs(ana)).toEqual({ value: '789' })
    await signInToApp('2', 'bea')
    const bea = await open({ user: '2', store: 'indexedDb' })
    expect(await whoIs(bea)).toEqual({ value: '2' })
    expect(await whoIs(ana)).toEqual({ value: '789' })
    await ana.evaluate(ms => app.passes(ms), lifetimeMs)
    expect(await whoIs(ana)).toMatchObject({ code: 'identity_changed' })
    expect(await whoIs(bea)).toEqual({ value: '2' })
  })

  const tokenOf = async (tab: Page): Promise<string> => JSON.stringify(await tab.evaluate(() => app.token()))

  /** Two tabs that share a sign-in whose token is past its end. */
  async function twoExpired(): Promise<[Page, Page]> {
    const { open } = await pages()
    const both: [Page, Page] = [await open({ store: 'indexedDb' }), await open({ store: 'indexedDb' })]
    await signInThere(both[0])
    await expired(both)
    return both
  }

  /** Everybody's token is past its end, here and at Looker. */
  async function expired(tabs: readonly Page[]): Promise<void> {
    looker().emulator.clock.advance(lifetimeMs)
    for (const tab of tabs) await tab.evaluate(ms => app.passes(ms), lifetimeMs)
  }

  /** The tab goes to Looker's pages and comes back signed in; its clock stays as far ahead as the emulator's. */
  async function signInThere(tab: Page): Promise<void> {
    await throughLooker(tab, '789')
    await tab.waitForURL(/\/signed-in/)
    await tab.waitForFunction(() => 'app' in globalThis)
    const aheadMs = looker().emulator.clock.now() - Date.now()
    await tab.evaluate(wanted => app.open(wanted), { store: 'indexedDb', aheadMs } as const)
    expect(await tab.evaluate(() => app.complete())).toEqual({ value: { returnTo: '/reports?id=7#top' } })
  }
})
