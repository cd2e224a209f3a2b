import { suite } from '../../vitest.base.ts'

// Most of these wait for a Redis or a disk that fails. Herds of processes need the machine for themselves.
export default suite({ maxWorkers: 4, isolate: false }, [
  'test/counted.test.ts',
  'test/**/cold-herd.test.ts',
  'test/**/killed-at-random.test.ts',
  'test/redis/without-lock.test.ts',
])
