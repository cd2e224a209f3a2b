import { suite } from '../../vitest.base.ts'

// Some tests start processes, which takes its time on a busy machine.
export default suite({ testTimeout: 30_000, expect: { poll: { timeout: 10_000 } } })
