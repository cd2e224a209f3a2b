import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { extent, runsAllTests } from '../../../../vitest.extents.ts'
import { startLooker } from './session-looker'
import { newPages, onLookersPages, type Pages, show, throughLooker, whoIs } from './session-pages'

describeChromium('in Chromium, signing in with OAuth', browser => {
  const looker = startLooker()
  const pages = newPages(browser, looker)

  describe('by clicking', () => {
    it('goes from the application through Looker’s pages and back, and shows who it is', async () => {
      const { open, addresses, context } = await pages()
      const page = await open()
      await lively(page)
      await page.goto(`${looker().appOrigin}/`)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await onLookersPages(page, '789')
      await expect.poll(() => page.getByRole('status').textContent()).toBe('user 789')
      expect(new URL(page.url()).search).toBe('')
      await page.reload()
      await expect.poll(() => page.getByRole('status').textContent()).toBe('user 789')
      const other = await context.newPage()
      await other.goto(`${looker().appOrigin}/`)
      await expect.poll(() => other.getByRole('status').textContent()).toBe('user 789')
      expect(looker().emulator.stats.token_code).toBe(1)
      const token = (await page.evaluate(() => app.token())) as { value: string }
      for (const address of addresses) expect(address).not.toContain(token.value)
    })

    it.runIf(runsAllTests)(
      'that the user denies is access_denied, said on the page, and can begin again',
      async () => {
        const { open } = await pages()
        const page = await open()
        await lively(page)
        await page.goto(`${looker().appOrigin}/`)
        await throughLooker(page, '789', 'Deny')
        await expect.poll(() => page.getByRole('status').textContent()).toMatch(/^access_denied: .+allow it/)
        await throughLooker(page, '789')
        await expect.poll(() => page.getByRole('status').textContent()).toBe('user 789')
      },
    )
  })

  describe('an answer that is', () => {
    // @promise oauth-state-works-once
    it.each(
      [
        ['forged', '?code=canary-forged-code&state=canary-forged-state'],
        ['an error of somebody else’s', '?error=access_denied&state=canary-forged-state'],
      ].slice(0, extent('costlyRows')),
    )('%s is state_mismatch, and the sign-in that is under way still completes', async (_, query) => {
      const { open, context } = await pages()
      const page = await open({ store: 'indexedDb' })
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL(/\/auth/)
      const elsewhere = await context.newPage()
      await show(elsewhere, `${looker().redirectUri}${query}`, { store: 'indexedDb' })
      expect(await complete(elsewhere)).toMatchObject({ code: 'state_mismatch' })
      expect(new URL(elsewhere.url()).search).toBe('')
      await onLookersPages(page, '789')
      await returned(page)
      expect(await complete(page)).toEqual({ value: { returnTo: '/reports?id=7#top' } })
      expect(await whoIs(page)).toEqual({ value: '789' })
    })

    it.each(
      [
        ['forged', '?code=canary-forged-code&state=canary-forged-state'],
        ['without a state', '?code=canary-forged-code'],
        ['with an empty state', '?code=canary-forged-code&state='],
        ['an error of somebody else’s', '?error=access_denied&state=canary-forged-state'],
      ].slice(0, extent('costlyRows')),
    )('%s, in the tab that is signing in, is state_mismatch and takes nothing away', async (_, query) => {
      const { open } = await pages()
      const page = await open({ store: 'indexedDb' })
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL(/\/auth/)
      const lookersPage = page.url()
      const asked = looker().emulator.stats.token_code
      await show(page, `${looker().redirectUri}${query}`, { store: 'indexedDb' })
      expect(await complete(page)).toMatchObject({ code: 'state_mismatch' })
      expect(looker().emulator.stats.token_code).toBe(asked)
      await page.goto(lookersPage)
      await onLookersPages(page, '789')
      await returned(page)
      expect(await complete(page)).toEqual({ value: { returnTo: '/reports?id=7#top' } })
      expect(await whoIs(page)).toEqual({ value: '789' })
    })

    // @promise oauth-state-works-once, never-an-unchecked-state
    it.runIf(runsAllTests)('replayed, in the same tab or another one, is state_mismatch', async () => {
      const { open } = await pages()
      const { page, url } = await back(open)
      expect(await complete(page)).toMatchObject({ value: { returnTo: '/reports?id=7#top' } })
      expect(await complete(page, url)).toMatchObject({ code: 'state_mismatch' })
      const other = await open({ store: 'indexedDb' })
      expect(await complete(other, url)).toMatchObject({ code: 'state_mismatch' })
      expect(await whoIs(page)).toEqual({ value: '789' })
    })

    it.runIf(runsAllTests)('completed twice at once completes once', async () => {
      const { open } = await pages()
      const { page, url } = await back(open)
      const outcomes = await page.evaluate(href => Promise.all([app.complete(href), app.complete(href)]), url)
      const done = { value: { returnTo: '/reports?id=7#top' } }
      expect(outcomes).toEqual([done, done])
      expect(await whoIs(page)).toEqual({ value: '789' })
    })

    it.runIf(runsAllTests)(
      'opened in another tab than the sign-in began in is state_mismatch; the first can begin again',
      async () => {
        const { open } = await pages()
        const { page, url } = await back(open)
        const other = await open({ store: 'indexedDb' })
        expect(await complete(other, url)).toMatchObject({ code: 'state_mismatch' })
        expect(await complete(page)).toMatchObject({ value: { returnTo: '/reports?id=7#top' } })
      },
    )

    it.runIf(runsAllTests)('too late is code_rejected, and signing in again works', async () => {
      const { open } = await pages()
      const { page } = await back(open)
      looker().emulator.clock.advance(61_000)
      expect(await complete(page)).toMatchObject({ code: 'code_rejected' })
      await throughLooker(page, '789')
      await returned(page)
      await reopen(page)
      expect(await complete(page)).toMatchObject({ value: { returnTo: '/reports?id=7#top' } })
    })

    // @promise never-an-unchecked-state
    it.runIf(runsAllTests)('met with another verifier is code_rejected', async () => {
      const { open } = await pages()
      const { page } = await back(open)
      await page.evaluate(() => {
        for (const [key, text] of Object.entries({ ...sessionStorage })) {
          if (!key.startsWith('looker-auth:sign-in:')) continue
          const verifier = 'canary-other-verifier-canary-other-verifier-'
          sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(text), codeVerifier: verifier }))
        }
      })
      expect(await complete(page)).toMatchObject({ code: 'code_rejected' })
      expect(await page.evaluate(() => app.storage())).not.toContain('verifier')
    })
  })

  // @promise never-a-stuck-sign-in
  it.runIf(runsAllTests)(
    'by the back button, and given up and begun again, leaves a session that can sign in',
    async () => {
      const { open } = await pages()
      const page = await open({ store: 'indexedDb' })
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL(/\/auth/)
      await page.goBack({ waitUntil: 'commit' })
      await page.waitForFunction(() => 'app' in globalThis)
      await reopen(page)
      expect(await whoIs(page)).toMatchObject({ code: 'sign_in_required' })
      await throughLooker(page, '789')
      await returned(page)
      await reopen(page)
      expect(await complete(page)).toMatchObject({ value: { returnTo: '/reports?id=7#top' } })
      await page.goBack({ waitUntil: 'commit' })
      await page.waitForURL(/\/auth/, { waitUntil: 'commit' })
      await page.goForward({ waitUntil: 'commit' })
      await returned(page)
      await reopen(page)
      expect(await whoIs(page)).toEqual({ value: '789' })
    },
  )

  // @promise return-to-stays-on-the-origin
  it.each(
    [
      'https://evil.example/',
      '//evil.example/x',
      '/\\evil.example',
      'javascript:alert(1)',
      'http://127.0.0.1:1/',
    ].slice(0, extent('costlyRows')),
  )('does not go on to %s afterwards', async returnTo => {
    const { open } = await pages()
    const page = await open({})
    expect(await page.evaluate(target => app.signIn(target), returnTo)).toMatchObject({
      code: 'configuration',
    })
    expect(page.url()).toBe(`${looker().appOrigin}/`)
  })

  // @promise return-to-stays-on-the-origin
  it.each(
    [
      ['/.//evil.example/x', '/evil.example/x'],
      ['/a/..//evil.example', '/evil.example'],
      ['//', '/'],
    ].slice(0, extent('costlyRows')),
  )('takes %s for a path of its own origin', async (returnTo, expected) => {
    const { open } = await pages()
    const page = await open({ store: 'indexedDb' })
    const own = returnTo === '//' ? `${looker().appOrigin}//` : returnTo
    await page.evaluate(target => void app.signIn(target), own)
    await onLookersPages(page, '789')
    await returned(page)
    expect(await complete(page)).toEqual({ value: { returnTo: expected } })
  })

  it.runIf(runsAllTests)(
    'goes back to where it began, also where that address looks like another host',
    async () => {
      const { open } = await pages()
      const page = await open()
      await show(page, `${looker().appOrigin}//evil.example/x`, { store: 'indexedDb' })
      await page.evaluate(() => void app.signIn())
      await onLookersPages(page, '789')
      await returned(page)
      expect(await complete(page)).toEqual({ value: { returnTo: '/evil.example/x' } })
    },
  )

  it('a call during a sign-in over another user’s waits for it, and runs as who signed in', async () => {
    const { open } = await pages()
    const { page: first } = await back(open)
    expect(await complete(first)).toMatchObject({ value: {} })
    const page = await open({ store: 'indexedDb' })
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: /somebody else/ }).click()
    await onLookersPages(page, '2')
    await returned(page)
    const outcomes = await page.evaluate(() => Promise.all([app.complete(), app.whoIs()]))
    expect(outcomes).toEqual([{ value: { returnTo: expect.any(String) } }, { value: '2' }])
    expect(await page.evaluate(() => app.state())).toMatchObject({ identity: { subject: '2' } })
  })

  // @promise oauth-secrets-stay-in-the-store
  it('leaves tokens, code and verifier nowhere but in the chosen store', async () => {
    const { open, addresses } = await pages()
    const listener = await open()
    await listener.evaluate(() => app.listen('looker-auth:indexed-db:looker-auth'))
    const { page, url } = await back(open)
    const codeVerifier = await page.evaluate(() => {
      const pending = Object.entries({ ...sessionStorage }).find(([key]) =>
        key.startsWith('looker-auth:sign-in:'),
      )
      return String(JSON.parse(pending?.[1] ?? '{}').codeVerifier)
    })
    expect(codeVerifier).toMatch(/^[\w-]{44}$/)
    const code = new URL(url).searchParams.get('code') ?? ''
    expect(await complete(page)).toMatchObject({ value: {} })
    const { value: token } = (await page.evaluate(() => app.token())) as { value: string }
    const seen = JSON.stringify([
      await page.evaluate(() => app.storage()),
      await page.evaluate(() => app.events),
      await listener.evaluate(() => app.heard),
      page.url(),
    ])
    expect(await listener.evaluate(() => app.heard.length)).toBeGreaterThan(0)
    for (const secret of [token, codeVerifier, code]) expect(seen).not.toContain(secret)
    const elsewhere = addresses.filter(address => !address.startsWith(looker().redirectUri))
    for (const secret of [token, codeVerifier, code]) expect(elsewhere.join()).not.toContain(secret)
  })

  /** A page that lives as an application would, from now on. */
  const lively = (page: Page): Promise<void> =>
    page.evaluate(() => localStorage.setItem('live', JSON.stringify({ store: 'indexedDb' })))

  const complete = (page: Page, href?: string) => page.evaluate(wanted => app.complete(wanted), href)

  const reopen = (page: Page): Promise<void> => page.evaluate(() => app.open({ store: 'indexedDb' }))

  async function returned(page: Page): Promise<void> {
    await page.waitForURL(/\/signed-in/, { waitUntil: 'commit' })
    await page.waitForFunction(() => 'app' in globalThis)
    await reopen(page)
  }

  /** A tab that is back from Looker's pages and has yet to complete the sign-in. */
  async function back(open: Pages['open']): Promise<{ page: Page; url: string }> {
    const page = await open({ store: 'indexedDb' })
    await throughLooker(page, '789')
    await returned(page)
    return { page, url: page.url() }
  }
})
