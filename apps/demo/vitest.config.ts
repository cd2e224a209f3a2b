import { suite } from '../../vitest.base.ts'

// What the server says of failures is of interest only where a test fails.
export default suite({ silent: 'passed-only' })
