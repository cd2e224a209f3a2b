import { suite } from '../../vitest.base.ts'

// Pages wait more than they work.
export default suite({ maxWorkers: 2, isolate: false })
