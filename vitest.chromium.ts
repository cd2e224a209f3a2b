import { execFileSync } from 'node:child_process'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const candidates = [process.env.CHROMIUM_PATH, 'chromium', 'chromium-browser', 'google-chrome']

/** Where Chromium is, by its full path; undefined where there is none. */
export const chromiumPath = candidates.map(fullPath).find(found => found !== undefined)

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

/** How every Chromium of the tests is started. */
export const chromiumOptions = {
  executablePath: chromiumPath ?? '',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  // Playwright would switch the back/forward cache off.
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
}

/**
 * A suite that needs a real Chromium: skipped, with a line that says so, where there is none; in CI that is a failure.
 *
 * @param args Further arguments for Chromium.
 */
export function describeChromium(
  name: string,
  suite: (browser: () => Browser) => void,
  args: readonly string[] = [],
): void {
  const missing = chromiumPath === undefined
  if (missing)
    process.stderr.write(`Skipped: ${name}, for there is no Chromium here (on PATH, or as CHROMIUM_PATH).\n`)
  test.runIf(process.env.CI)(`CI has a Chromium for: ${name}`, () => expect(missing).toBe(false))
  describe.skipIf(missing)(name, () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await chromium.launch({ ...chromiumOptions, args: [...chromiumOptions.args, ...args] })
    })
    afterAll(() => browser?.close())
    suite(() => browser)
  })
}
