import { spawnSync } from 'node:child_process'
import { test } from 'vitest'

/** A test that needs a program. CI, which has every program, never skips it. */
export function testWith(program: string, title: string, work: () => Promise<void>): void {
  const isInstalled = spawnSync(program, ['--version']).status === 0
  if (!isInstalled) console.warn(`Skipped: ${title}, for there is no ${program} here.`)
  test.skipIf(!isInstalled && !process.env.CI)(title, work)
}
