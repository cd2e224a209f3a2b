import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'

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

const options = {
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  // Playwright would switch the back/forward cache off.
  ignoreDefaultArgs: ['--disable-back-forward-cache'],
}

function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: fullPath(path ?? ''), ...options })
}

/** Starts a Chromium of its own, with a profile on disk and these preferences in it; gone when the test is over. */
export async function launchProfile(preferences: object): Promise<BrowserContext> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-chromium-'))
  await mkdir(join(folder, 'Default'))
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: fullPath(path ?? ''),
    ...options,
  })
  onTestFinished(async () => {
    await context.close()
    await rm(folder, { recursive: true, force: true })
  })
  return context
}
