import { describe, expect, it } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { extent } from '../../../../vitest.extents.ts'
import { startLooker } from './session-looker'
import { newPages, whoIs } from './session-pages'

describeChromium('in Chromium, as an attacker would', browser => {
  const looker = startLooker()
  const pages = newPages(browser, looker)
  const minted = (): number => looker().emulator.stats.login_user

  // @promise page-token-is-of-its-user
  it.each(['2', '1', '791', '0789', '789 '].slice(0, extent('costlyRows')))(
    'a page signed in as 789 that asks for %j gets nothing',
    async user => {
      const { open, signInToApp } = await pages()
      await signInToApp('789')
      const page = await open({ user })
      const before = minted()
      expect(await whoIs(page)).toMatchObject({
        code: expect.stringMatching(/identity_changed|unknown_user/),
      })
      expect(minted()).toBe(before)
    },
  )

  it('neither does one whose script forges the request by hand', async () => {
    const { open, signInToApp } = await pages()
    await signInToApp('789')
    const page = await open()
    const before = minted()
    const answers = await page.evaluate(async () => {
      const bodies = ['2', '1', ['2'], { id: '2' }, '789/../2', '../users/2', null].map(user_id => ({
        operation: 'token',
        user_id,
      }))
      const ask = async (body: unknown) => {
        const headers = {
          'content-type': 'application/json',
          'x-looker-auth': '1',
          'x-http-method-override': 'GET',
        }
        const response = await fetch('/looker-token', { method: 'POST', headers, body: JSON.stringify(body) })
        return { status: response.status, text: await response.text() }
      }
      return Promise.all(bodies.map(ask))
    })
    for (const { status, text } of answers) {
      expect([400, 409]).toContain(status)
      expect(text).not.toContain('access_token')
    }
    expect(minted()).toBe(before)
  })

  describe('a page of another origin, with the user’s cookie at hand,', () => {
    // @promise other-sites-get-nothing
    it.each([
      ['asks as ours do', { 'content-type': 'application/json', 'x-looker-auth': '1' }],
      ['asks as a simple request', { 'content-type': 'text/plain' }],
    ])('%s: it gets nothing, and nothing is minted', async (_, headers) => {
      const { context, signInToApp } = await pages()
      await signInToApp('789')
      const page = await context.newPage()
      await page.goto(`${looker().evilOrigin}/`)
      const before = minted()
      const outcome = await page.evaluate(
        async ([url, sent]) => {
          const body = JSON.stringify({ operation: 'token', user_id: '789' })
          return fetch(url, { method: 'POST', headers: sent, body, credentials: 'include' }).then(
            response => response.text(),
            error => String(error),
          )
        },
        [`${looker().appOrigin}/looker-token`, headers] as const,
      )
      expect(outcome).toMatch(/Failed to fetch/)
      expect(minted()).toBe(before)
    })

    // @promise other-sites-get-nothing
    it('sends a form: it gets no token, and the user is not signed out', async () => {
      const { context, open, signInToApp } = await pages()
      await signInToApp('789')
      const ours = await open({ user: '789' })
      expect(await whoIs(ours)).toEqual({ value: '789' })
      const page = await context.newPage()
      await page.goto(`${looker().evilOrigin}/`)
      await page.evaluate(url => {
        const form = document.createElement('form')
        Object.assign(form, { method: 'post', action: url, enctype: 'text/plain' })
        const field = document.createElement('input')
        Object.assign(field, { name: '{"operation":"sign_out","user_id":"789","x":"', value: '"}' })
        form.append(field)
        document.body.append(form)
        form.submit()
      }, `${looker().appOrigin}/looker-token`)
      await page.waitForURL(/looker-token/)
      expect(await page.textContent('body')).toContain('request_refused')
      expect(await whoIs(ours)).toEqual({ value: '789' })
      expect(looker().emulator.stats.logout).toBe(0)
    })
  })

  it('signing out and in as another user in the same tab, with calls in flight, mixes nobody up', async () => {
    const { open, signInToApp } = await pages()
    await signInToApp('789', 'ana')
    const page = await open({ user: '789' })
    expect(await whoIs(page)).toEqual({ value: '789' })
    looker().emulator.faults.add({ match: { path: '/api/4.0/user' }, answerDelayMs: 400, times: 5 })
    const inFlight = page.evaluate(() => Promise.all([1, 2, 3, 4, 5].map(() => app.whoIs())))
    await expect
      .poll(() => looker().emulator.requests.filter(({ outcome }) => outcome === 'pending').length)
      .toBe(5)
    await page.evaluate(() => app.logout())
    await signInToApp('2', 'bea')
    await page.evaluate(() => app.open({ user: '2' }))
    expect(await whoIs(page)).toEqual({ value: '2' })
    for (const outcome of await inFlight) {
      expect('code' in outcome ? outcome.code : outcome.value).toMatch(/^(789|signed_out)$/)
    }
    for (const { as, path } of looker().emulator.requests.slice(-1)) {
      expect([path, as?.userId]).toEqual(['/api/4.0/user', '2'])
    }
  })

  it('a token that was given to a page is worth nothing after its sign-out', async () => {
    const { open, signInToApp } = await pages()
    await signInToApp('789', 'stolen')
    const page = await open({ user: '789' })
    const { value: token } = (await page.evaluate(() => app.token())) as { value: string }
    await page.evaluate(() => app.logout())
    const answer = await fetch(`${looker().apiUrl}/api/4.0/user`, {
      headers: { authorization: `token ${token}` },
    })
    expect(answer.status).toBe(401)
  })

  it('leaves the token of a page in memory nowhere else', async () => {
    const { open, signInToApp, addresses } = await pages()
    await signInToApp('789', 'memory')
    const page = await open({ user: '789' })
    await page.evaluate(() => app.listen('looker-auth:signed-out'))
    const { value: token } = (await page.evaluate(() => app.token())) as { value: string }
    expect(token).toMatch(/^\w{40}$/)
    const databases = await page.evaluate(async () => (await indexedDB.databases()).length)
    expect(databases).toBe(0)
    const seen = await page.evaluate(() => [
      app.storage(),
      JSON.stringify([app.events, app.heard, app.state()]),
    ])
    expect([...seen, ...addresses].join()).not.toContain(token)
  })
})
