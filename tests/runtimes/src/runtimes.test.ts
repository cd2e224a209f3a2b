import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator, type EmulatorServer } from '@looker-auth/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boundMs } from '../../../vitest.extents.ts'
import { bundle } from './bundle'
import { installRuntimes } from './install'
import { onBun, onDeno, onWorkerd } from './run-on'
import type { Results } from './run-suite'
import { suite } from './suite'

const runtimes = [
  ['Bun', 'entry-command.ts', onBun],
  ['Deno', 'entry-command.ts', onDeno],
  ['workerd', 'entry-worker.ts', onWorkerd],
] as const

let folder: string
let emulator: EmulatorServer

beforeAll(async () => {
  installRuntimes()
  folder = await mkdtemp(join(tmpdir(), 'looker-auth-runtimes-'))
  emulator = await createEmulator({ control: true }).listen()
}, boundMs(600_000))

afterAll(async () => {
  await emulator.close()
  await rm(folder, { recursive: true, force: true })
})

describe.each(runtimes)('%s', (name, entry, runOn) => {
  let results: Results

  beforeAll(async () => {
    results = await runOn(await bundle(entry, join(folder, name)), emulator.url)
  }, boundMs(300_000))

  for (const { name: title } of suite('')) test(title, () => expect(results[title]).toEqual({}))
})
