import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { extent } from '../../../../vitest.extents.ts'
import { describeChromium } from './chromium'
import { signInToApplication, signInToLooker, type Tab, visitors } from './visitor'

const times = extent('revocations')
/** Between one revocation and the next: what an administrator does by hand, and longer than a bound of a few seconds would be. */
const betweenMs = 3000

const patterns: readonly { readonly path: string; signIn(tab: Tab): Promise<void> }[] = [
  { path: '/backend', signIn: tab => signInToApplication(tab, '7') },
  { path: '/oauth', signIn: tab => signInToLooker(tab, '7') },
]

describeChromium('a token that is revoked again and again', browser => {
  const visit = visitors(browser)

  test.each(patterns.slice(0, extent('costlyRows')))(
    `$path: ${times} times, 3 s apart, each call is answered as its user`,
    async ({ path, signIn }) => {
      const { demo, open } = await visit()
      const tab = await open(path)
      await signIn(tab)
      await tab.press('1 call')
      expect(await tab.result(/^1 call/)).toContain('1 answered as Gus Regular (7)')
      for (let time = 1; time <= times; time++) {
        await tab.press('Revoke it')
        await tab.result('no longer knows the token')
        await tab.press('1 call')
        expect(await tab.result(/^1 call/), `after revocation ${time}`).toContain(
          '1 answered as Gus Regular (7)',
        )
        await pause(betweenMs)
      }
      expect(await tab.page.getByTestId('problem').count()).toBe(0)
      const { login_user, token_code, token_refresh } = demo.instance.steering!.emulator.stats
      const perToken = path === '/backend' ? login_user : token_code + token_refresh
      expect(perToken).toBe(times + 1)
    },
  )
})
