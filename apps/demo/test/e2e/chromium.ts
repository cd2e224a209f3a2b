import { execFileSync } from 'node:child_process'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const candidates = [process.env.CHROMIUM_PATH, 'chromium', 'chromium-browser', 'google-chrome']
const path = candidates.map(program => fullPath(program)).find(found => found !== undefined)

/** Where the program is: it is launched by its full path. */
function fullPath(program: string | undefined): string | undefined {
  if (!program) return undefined
  try {
    if (!program.includes('/'))
      return execFileSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return program
  } catch {
    return undefined
  }
}

/** A suite that needs a real Chromium: skipped, with a line that says so, where there is none; in CI that is a failure. */
export function describeChromium(name: string, suite: (browser: () => Browser) => void): void {
  const missing = path === undefined
  if (missing) console.warn(`Skipped: ${name}, for there is no Chromium here (on PATH, or as CHROMIUM_PATH).`)
  test.runIf(process.env.CI)(`CI has a Chromium for: ${name}`, () => expect(missing).toBe(false))
  describe.skipIf(missing)(name, () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: path ?? '',
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          // As where a site's name is made to lead to this machine (DNS rebinding).
          '--host-resolver-rules=MAP *.example 127.0.0.1',
        ],
        // Playwright would switch the back/forward cache off.
        ignoreDefaultArgs: ['--disable-back-forward-cache'],
      })
    })
    afterAll(() => browser?.close())
    suite(() => browser)
  })
}
