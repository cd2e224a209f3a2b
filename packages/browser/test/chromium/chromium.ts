import { execFileSync } from 'node:child_process'
import { type Browser, chromium, type LaunchOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const candidates = [process.env.CHROMIUM_PATH, 'chromium', 'chromium-browser', 'google-chrome']
const path = candidates.find(isThere)

function isThere(program: string | undefined): program is string {
  if (!program) return false
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Where the program is: it is launched by its full path. */
function fullPath(program: string): string {
  if (program.includes('/')) return program
  return execFileSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
}

/** A suite that needs a real Chromium: skipped, with a line that says so, where there is none; in CI that is a failure. */
export function describeChromium(name: string, suite: (browser: () => Browser) => void): void {
  const missing = path === undefined
  if (missing) console.warn(`Skipped: ${name}, for there is no Chromium here (on PATH, or as CHROMIUM_PATH).`)
  test.runIf(process.env.CI)(`CI has a Chromium for: ${name}`, () => expect(missing).toBe(false))
  describe.skipIf(missing)(name, () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await launch()
    })
    afterAll(() => browser?.close())
    suite(() => browser)
  })
}

/** Starts a Chromium with a back/forward cache, which playwright would switch off. */
export function launch(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: fullPath(path ?? ''),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    ...options,
  })
}
