import { suite } from '../../vitest.base.ts'

const mocking = [
  'src/session/session.test.ts',
  'test/session/model/histories.test.ts',
  'test/session/races/races.test.ts',
]

export default suite({ isolate: false }, { mocking })
