import type { Browser } from 'playwright-core'
import { describeChromium as describe } from '../../../../vitest.chromium.ts'

// As where a site's name is made to lead to this machine (DNS rebinding).
const args = ['--host-resolver-rules=MAP *.example 127.0.0.1']

/** A suite in a real Chromium, for which the names under `.example` are this machine. */
export function describeChromium(name: string, suite: (browser: () => Browser) => void): void {
  describe(name, suite, args)
}
