import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boundMs } from '../../../vitest.extents.ts'
import { root } from './root'

interface Outcome {
  readonly scenario: { readonly name: string; readonly processes: number; readonly identities: number }
  readonly cold: { readonly logins: number }
  readonly loginsPerHour: number
  readonly failures: number
}

const script = join(root, 'scripts', 'simulate-fleet.mjs')
const run = (...args: string[]) => promisify(execFile)(process.execPath, [script, ...args])

describe('the simulated fleet', () => {
  let folders: readonly string[]
  let healthy: readonly Outcome[]
  let compared: readonly Outcome[]

  beforeAll(async () => {
    const newFolder = () => mkdtemp(join(tmpdir(), 'looker-auth-fleet-'))
    folders = [await newFolder(), await newFolder()]
    for (const folder of folders) await run('--quick', folder)
    const results = await readFile(join(folders[0] ?? '', 'fleet.json'), 'utf8')
    ;({ healthy, compared } = JSON.parse(results))
  }, boundMs(210_000))

  afterAll(() => Promise.all(folders.map(folder => rm(folder, { recursive: true }))))

  test('gives the same documents each time', async () => {
    const [one = '', other = ''] = folders
    const names = await readdir(one)
    expect(names).toContain('fleet.md')
    expect(names).toContain('fleet-logins.svg')
    for (const name of names) {
      expect(await readFile(join(one, name), 'utf8'), name).toBe(await readFile(join(other, name), 'utf8'))
    }
  })

  test('signs in once for each identity, and again once in about 50 minutes', () => {
    for (const { scenario, cold, loginsPerHour } of healthy) {
      const identities = scenario.identities + 1
      expect(cold.logins).toBe(identities)
      expect(loginsPerHour / identities).toBeGreaterThan(1.1)
      expect(loginsPerHour / identities).toBeLessThan(1.3)
    }
  })

  test('lets no call fail, whatever happens to Redis', () => {
    for (const { scenario, failures } of [...healthy, ...compared]) expect(failures, scenario.name).toBe(0)
  })
})

test('docs/fleet.md and its plots are those that docs/fleet.json gives', async () => {
  await expect(run('--check')).resolves.toMatchObject({ stderr: '' })
})
