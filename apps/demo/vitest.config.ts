import { suite } from '../../vitest.base.ts'

// What the server says of failures is of interest only where a test fails. A thousand calls in a page, and a test that clicks
// through all of it, take minutes where every core is shared by many other suites.
export default suite({ silent: 'passed-only', testTimeout: 600_000, expect: { poll: { timeout: 300_000 } } })
