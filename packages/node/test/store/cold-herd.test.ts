import { describe, it } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { expectOneLogin, herd } from './cold-herd'
import { processes } from './processes'
import { tempFolders } from './temp-folder'

const newFolder = tempFolders()
const starting = processes()
const rounds = extent('herdsOnFiles')
const timeoutMs = boundMs((1 + rounds) * 60_000)

describe('on one file store', () => {
  // @promise one-login-for-all-processes, nothing-keeps-the-process-running
  it(`${herd} cold processes cost one login, and end by themselves (${rounds} rounds)`, {
    timeout: timeoutMs,
  }, async () => {
    await expectOneLogin(starting, rounds, async () => ({ path: await newFolder() }))
  })
})
