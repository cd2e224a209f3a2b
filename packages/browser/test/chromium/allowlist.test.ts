import { afterEach, expect, it } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { startLooker } from './session-looker'
import { newPages, throughLooker, whoIs } from './session-pages'

describeChromium('in Chromium, a page whose origin Looker does not allow', browser => {
  const looker = startLooker()
  const pages = newPages(browser, looker)
  afterEach(() => looker().emulator.allowedOrigins.add(looker().appOrigin))

  // @promise missing-origin-is-named
  it('gets the browser’s own error, whose cause names its origin and the allowlist', async () => {
    const { open, signInToApp } = await pages()
    await signInToApp('789')
    const page = await open({ user: '789' })
    looker().emulator.allowedOrigins.remove(looker().appOrigin)
    const error = await whoIs(page)
    expect(error).toMatchObject({ code: 'no AuthError', message: expect.stringContaining('TypeError') })
    for (const part of [looker().appOrigin, 'embedded domain allowlist', looker().apiUrl])
      expect(error).toMatchObject({ cause: expect.stringContaining(part) })
    looker().emulator.allowedOrigins.add(looker().appOrigin)
    expect(await whoIs(page)).toEqual({ value: '789' })
  })

  // @promise missing-origin-is-named
  it('is told so where Looker’s OAuth cannot exchange its code', async () => {
    const { open } = await pages()
    const page = await open({})
    looker().emulator.allowedOrigins.remove(looker().appOrigin)
    await page.evaluate(() => localStorage.setItem('live', '{}'))
    await throughLooker(page, '789')
    const shown = page.locator('#who')
    await expect.poll(() => shown.textContent(), { timeout: 30_000 }).toContain('embedded domain allowlist')
    expect(await shown.textContent()).toMatch(/^network: /)
  })
})
