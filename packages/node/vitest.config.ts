import { suite } from '../../vitest.base.ts'

// Herds of processes, each of which needs the machine for itself.
export default suite({}, [
  'test/counted.test.ts',
  'test/**/cold-herd.test.ts',
  'test/**/killed-at-random.test.ts',
  'test/store/stale-takeover.test.ts',
  'test/redis/without-lock.test.ts',
])
