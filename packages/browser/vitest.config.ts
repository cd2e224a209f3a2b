import { suite } from '../../vitest.base.ts'

// More Chromiums at a time than processors take each other the time.
export default suite({ maxWorkers: 2, isolate: false })
