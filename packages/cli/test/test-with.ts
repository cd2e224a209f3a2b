import { spawnSync } from 'node:child_process'
import { test } from 'vitest'

/** A test that needs a program, and sh. CI on Linux, which has every program, never skips it. */
export function testWith(program: string, title: string, work: () => Promise<void>): void {
  const isInstalled = process.platform !== 'win32' && spawnSync(program, ['--version']).status === 0
  if (!isInstalled) console.warn(`Skipped: ${title}, for there is no ${program} here.`)
  const mustRun = process.env.CI && process.platform === 'linux'
  test.skipIf(!isInstalled && !mustRun)(title, work)
}
