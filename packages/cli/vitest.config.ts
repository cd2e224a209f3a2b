import { suite } from '../../vitest.base.ts'

// Herds of processes need the machine for themselves.
export default suite({ isolate: false }, ['test/**/cold-herd.test.ts', 'test/**/killed-at-random.test.ts'])
