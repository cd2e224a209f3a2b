import { describe, it } from 'vitest'
import { sessionSuite } from './suite.js'

for (const [topic, cases] of Object.entries(sessionSuite()))
  describe(topic, () => {
    for (const { name, run } of cases) it(name, run)
  })
