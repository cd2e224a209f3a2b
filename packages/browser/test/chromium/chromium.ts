import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { chromiumOptions } from '../../../../vitest.chromium.ts'

/** Starts a Chromium of its own, with a profile on disk and these preferences in it; gone when the test is over. */
export async function launchProfile(preferences: object): Promise<BrowserContext> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-chromium-'))
  await mkdir(join(folder, 'Default'))
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences))
  const context = await chromium.launchPersistentContext(folder, chromiumOptions)
  onTestFinished(async () => {
    await context.close()
    await rm(folder, { recursive: true, force: true })
  })
  return context
}
