import { suite } from '../../vitest.base.ts'

// What the server says of failures is of interest only where a test fails. A test that clicks through the whole page takes
// longer than others where many suites run at once.
export default suite({ silent: 'passed-only', testTimeout: 180_000 })
