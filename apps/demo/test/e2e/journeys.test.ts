import { createEmulator, defaultSeed } from '@looker-auth/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { extent, runsAllTests } from '../../../../vitest.extents.ts'
import { describeChromium } from './chromium'
import { signInToApplication, signInToLooker, visitors } from './visitor'

const patterns = (['backend', 'oauth'] as const).slice(0, extent('costlyRows'))

describeChromium('a journey through the page', browser => {
  const visit = visitors(browser)

  test.each(patterns)('%s: after a reload it is the same user, and no login', async pattern => {
    const { demo, open } = await visit()
    const tab = await open(`/${pattern}`)
    await (pattern === 'backend' ? signInToApplication(tab, '7') : signInToLooker(tab, '7'))
    await tab.press('1 call')
    const first = await tab.result(/^1 call1 /)
    const { emulator } = demo.instance.steering!
    const before = emulator.stats
    await tab.page.reload()
    await tab.press('100 calls')
    expect(await tab.result('100 calls at once')).toContain(first.replace('1 call1', '100'))
    const { login, login_user, token_code, token_refresh } = before
    expect(emulator.stats).toMatchObject({ login, login_user, token_code, token_refresh })
    await tab.shows('logins', /^0$/)
  })

  test.each(patterns)(
    '%s: the back button never shows as signed in who was signed out in another tab',
    async pattern => {
      const { open } = await visit()
      const tab = await open(`/${pattern}`)
      await (pattern === 'backend' ? signInToApplication(tab, '7') : signInToLooker(tab, '7'))
      await tab.press('1 call')
      await tab.result('1 answered as Gus Regular (7)')
      await tab.page.getByRole('link', { name: 'Start' }).click()
      await tab.page.waitForURL(url => url.pathname === '/')

      const other = await open(`/${pattern}`)
      await other.press('1 call')
      await other.result('1 answered as Gus Regular (7)')
      await other.press('Sign out here')
      await other.shows('status', 'signed out')

      await tab.page.goBack({ waitUntil: 'commit' })
      await tab.shows('status', 'signed out')
      await tab.press('1 call')
      await expect.poll(() => tab.page.getByTestId('problem').textContent()).toContain('signed_out')
    },
  )

  test.runIf(runsAllTests)(
    'OAuth: who does not allow the application is told so, and an answer that was used is no good',
    async () => {
      const { open } = await visit()
      const { page, press, shows } = await open('/oauth')
      await press('Sign in')
      await press('Sign in')
      await press('Deny')
      await expect.poll(() => page.getByRole('alert').textContent()).toContain('access_denied')
      await page.getByRole('link', { name: 'Back to OAuth' }).click()
      await shows('who', 'Nobody is signed in')
      await press('Sign in')
      await press('Allow')
      await page.waitForURL('**/oauth')
      await page.goBack({ waitUntil: 'commit' })
      await press('Allow')
      await expect.poll(() => page.getByTestId('problem').textContent()).toContain('state_mismatch')
      expect(new URL(page.url()).search).toBe('')
    },
  )

  test('by keyboard alone: sign in, call, make Looker fail, read what to do', async () => {
    const { open } = await visit()
    const { page, shows, result } = await open('/')
    const { keyboard } = page
    const until = async (name: RegExp): Promise<void> => {
      for (let presses = 0; presses < 40; presses++) {
        await keyboard.press('Tab')
        const focused = await page.evaluate(() => {
          const { activeElement } = document
          const label = (activeElement as HTMLInputElement | null)?.labels?.[0]
          return label?.textContent ?? activeElement?.textContent ?? ''
        })
        if (name.test(focused)) return
      }
      throw new Error(`No press of Tab leads to ${name}`)
    }
    await until(/^Use the backend pattern/)
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Sign in to the application' }).waitFor()
    await until(/^User/)
    await keyboard.type('Bea')
    await keyboard.press('Tab')
    await keyboard.press('Enter')
    await shows('who', 'Bea Regular (2)')
    await until(/^1 call$/)
    await keyboard.press('Enter')
    expect(await result(/^1 call1 /)).toContain('1 answered as Bea Regular (2)')
    await until(/^As usual$/)
    await keyboard.press('ArrowRight')
    await expect.poll(() => page.getByLabel('Rate limit').isChecked()).toBe(true)
    await page.getByRole('button', { name: '1 call', exact: true }).focus()
    await keyboard.press('Space')
    await expect.poll(() => page.getByTestId('problem').count()).toBe(1)
  })

  test.runIf(runsAllTests)(
    'with LOOKERSDK_* set, both patterns work and what steers an emulator is absent',
    async () => {
      const looker = createEmulator()
      const server = await looker.listen()
      onTestFinished(() => server.close())
      const key = defaultSeed().apiKeys[0]!
      const { demo, open } = await visit({
        LOOKERSDK_BASE_URL: server.url,
        LOOKERSDK_CLIENT_ID: key.client_id,
        LOOKERSDK_CLIENT_SECRET: key.client_secret,
        LOOKER_AUTH_DEMO_OAUTH_CLIENT: 'my-app',
        LOOKER_AUTH_DEMO_USER: '2,789',
      })
      looker.allowedOrigins.add(demo.url)
      looker.oauthClientApps.add({
        client_guid: 'my-app',
        redirect_uri: `${demo.url}/signed-in`,
        display_name: 'Mine',
      })

      const tab = await open('/backend')
      await tab.page.getByText('a real instance, so time and faults cannot be steered').waitFor()
      expect(await tab.page.getByRole('option').allTextContents()).toEqual(['User 2 (2)', 'User 789 (789)'])
      await signInToApplication(tab, '789')
      await tab.press('100 calls')
      expect(await tab.result('100 calls at once')).toContain('100 answered as Ana Regular (789)')
      expect(await tab.page.getByRole('button', { name: 'Past soft expiry' }).count()).toBe(0)
      expect(await tab.page.getByLabel('Rate limit').count()).toBe(0)
      await tab.page.getByLabel('On the server, as').fill('2,3')
      await tab.press('10 calls each')
      await tab.result('The demo may not act as user 3.')
      expect(await tab.page.getByTestId('problem').textContent()).toContain('LOOKER_AUTH_DEMO_USER')
      const steered = await tab.page.evaluate(() =>
        fetch('/emulator/time', { method: 'POST' }).then(r => r.status),
      )
      expect(steered).toBe(404)
      await tab.press('Revoke it')
      await tab.result('no longer knows')
      await tab.press('1 call')
      expect(await tab.result(/^1 call1 /)).toContain('1 answered as Ana Regular (789)')

      const oauth = await open('/oauth')
      await signInToLooker(oauth, '4')
      await oauth.press('1 call')
      expect(await oauth.result(/^1 call1 /)).toContain('1 answered as Dan Regular (4)')
    },
  )

  test.runIf(runsAllTests)(
    'with LOOKERSDK_* set and no OAuth client app, the page says what to register',
    async () => {
      const server = await createEmulator().listen()
      onTestFinished(() => server.close())
      const key = defaultSeed().apiKeys[0]!
      const { open } = await visit({
        LOOKERSDK_BASE_URL: server.url,
        LOOKERSDK_CLIENT_ID: key.client_id,
        LOOKERSDK_CLIENT_SECRET: key.client_secret,
      })
      const { page } = await open('/oauth')
      await page.getByText('LOOKER_AUTH_DEMO_OAUTH_CLIENT').waitFor()
    },
  )
})
