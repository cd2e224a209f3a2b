import { readdir } from 'node:fs/promises'
import { systemClock } from '@looker-auth/core'
import { describe, expect, it } from 'vitest'
import { boundMs, extent } from '../../../../vitest.extents.ts'
import { fileLock } from '../../src/index'
import { decodeText } from '../../src/store/checked-text'
import { VersionChain } from '../../src/store/version-chain'
import { churn, expectNoBrokenPromise } from './churn'
import { processes } from './processes'
import { tempFolders } from './temp-folder'

const newFolder = tempFolders()
const starting = processes()
const rounds = extent('killsOnFiles')
const timeoutMs = boundMs((2 + rounds) * 30_000)

describe(churn, () => {
  // @promise never-a-long-wait-for-a-crashed-lock
  it(`break no promise while their disk answers (${rounds} rounds)`, { timeout: timeoutMs }, async () => {
    const path = await newFolder()
    const place = {
      where: { path },
      lock: fileLock({ path }),
      expectWhole: (_: readonly string[], when: string) => expectWholeRecords(path, when),
    }
    await expectNoBrokenPromise(starting, rounds, place, await newFolder())
  })
})

async function expectWholeRecords(path: string, when: string): Promise<void> {
  for (const name of (await readdir(path)).filter(entry => entry.startsWith('record.'))) {
    const head = await new VersionChain(path, name, { durable: false, clock: systemClock() }).head()
    if (head !== undefined) expect(decodeText(name, head.text), `${when}: ${name}`).toBeDefined()
  }
}
