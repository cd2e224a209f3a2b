import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { describeChromium } from '../../../../vitest.chromium.ts'
import { runsAllTests } from '../../../../vitest.extents.ts'
import { startLooker } from './session-looker'
import { newPages } from './session-pages'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const [backend = '', oauth = ''] = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code)

describeChromium('in Chromium, the README’s snippets', browser => {
  const looker = startLooker()
  const pages = newPages(browser, looker)

  /** The snippet as the application's script, against the instance of these tests. */
  async function scriptOf(code: string): Promise<string> {
    const { apiUrl, webUrl, clientId, redirectUri } = looker()
    const contents = code
      .replace('https://looker.example.com', apiUrl)
      .replace("clientId: 'my-app'", `webUrl: '${webUrl}', clientId: '${clientId}'`)
      .replace('https://app.example.com/signed-in', redirectUri)
    const { outputFiles } = await build({
      stdin: { contents, loader: 'ts', resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
      alias: { '@looker-auth/browser': fileURLToPath(new URL('../../src/index.ts', import.meta.url)) },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
    })
    return outputFiles[0]?.text ?? ''
  }

  describe('work as they stand', () => {
    it('with tokens from a backend', async () => {
      const { context, signInToApp } = await pages()
      await signInToApp('789')
      const page = await context.newPage()
      const body = await scriptOf(backend)
      await page.route('**/script.js', route => route.fulfill({ body, contentType: 'text/javascript' }))
      await page.goto(looker().appOrigin)
      const asked = () => looker().emulator.requests.filter(({ path }) => path === '/api/4.0/user')
      await expect.poll(() => asked().some(({ as }) => as?.userId === '789' && as.sudoBy === '1')).toBe(true)
    })

    it.runIf(runsAllTests)('with OAuth', async () => {
      const { context } = await pages()
      const page = await context.newPage()
      const body = await scriptOf(oauth)
      await page.route('**/script.js', route => route.fulfill({ body, contentType: 'text/javascript' }))
      await page.goto(looker().appOrigin)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL(/\/auth/)
      await page.getByLabel('User').selectOption('789')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: 'Allow' }).click()
      await page.waitForURL(`${looker().appOrigin}/reports`)
      expect(looker().emulator.stats.token_code).toBe(1)
    })
  })
})
