import { suite } from '../../vitest.base.ts'

// What the official SDK says by the way is of interest only where a test fails.
export default suite({ include: ['src/**/*.test.{ts,tsx}'], silent: 'passed-only' })
