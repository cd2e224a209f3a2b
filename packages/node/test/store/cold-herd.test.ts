import { describe, it } from 'vitest'
import { expectOneLogin, herd } from './cold-herd'
import { processes } from './processes'
import { extent } from './proving'
import { tempFolders } from './temp-folder'

const newFolder = tempFolders()
const starting = processes()
const { rounds, timeoutMs } = extent(2, 50)

describe('on one file store', () => {
  it(`${herd} cold processes cost one login, and end by themselves (${rounds} rounds)`, {
    timeout: timeoutMs,
  }, async () => {
    await expectOneLogin(starting, rounds, async () => ({ path: await newFolder() }))
  })
})
