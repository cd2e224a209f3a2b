import { suite } from '../../vitest.base.ts'
import { boundMs } from '../../vitest.extents.ts'

// What the server says of failures is of interest only where a test fails. A thousand calls in a page take minutes on a slow machine.
export default suite({ silent: 'passed-only', maxWorkers: 2, isolate: false, testTimeout: boundMs(300_000) })
