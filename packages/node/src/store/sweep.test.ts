import { mkdir, readdir, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { simulatedClock } from '@looker-auth/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { tempFolders } from '../../test/store/temp-folder.js'
import { fileStore } from './file-store.js'
import { Sweeper } from './sweep.js'

const newFolder = tempFolders()
const hourMs = 3_600_000

describe('a sweep', () => {
  // Files carry the real time, so the simulated clock begins there.
  let clock = simulatedClock(Date.now())
  let path = ''
  const sweep = () => new Sweeper(clock).run(path)
  const commit = (key: string, keepMs: number) =>
    fileStore({ path, clock }).commit(key, { value: key, keepUntilMs: clock.now() + keepMs }, undefined)

  beforeEach(async () => {
    clock = simulatedClock(Date.now())
    path = await newFolder()
  })

  it('removes a record a day after its end, and not before', async () => {
    await commit('short', hourMs)
    await commit('long', 100 * hourMs)
    await clock.advance(24 * hourMs)
    await sweep()
    expect(await readdir(path)).toHaveLength(2)
    await clock.advance(2 * hourMs)
    await sweep()
    expect(await readdir(path)).toHaveLength(1)
    expect((await fileStore({ path, clock }).load('long'))?.record.value).toBe('long')
  })

  it('keeps a record that was written within a day, whatever it says', async () => {
    await commit('expired', -1000 * hourMs)
    await sweep()
    expect(await readdir(path)).toHaveLength(1)
  })

  it('removes damaged records and used locks a day after the last touch', async () => {
    for (const name of ['record.damaged', 'lock.old']) {
      await mkdir(join(path, name), { mode: 0o700 })
      for (const file of [`generation.${'a'.repeat(32)}`, `${'a'.repeat(32)}.1`])
        await writeFile(join(path, name, file), 'damaged', { mode: 0o600 })
    }
    await sweep()
    expect(await readdir(path)).toHaveLength(2)
    await clock.advance(25 * hourMs)
    await sweep()
    expect(await readdir(path)).toEqual([])
  })

  it('removes what crashed sweeps and writers left, but brings back a record that was still good', async () => {
    await commit('good', 100 * hourMs)
    await commit('ended', hourMs)
    for (const name of await readdir(path)) await rename(join(path, name), join(path, `trash.${name}.0a`))
    await mkdir(join(path, 'new.0b'))
    await sweep()
    expect((await readdir(path)).filter(name => /^(trash|new)\./.test(name))).toHaveLength(3)
    await clock.advance(2 * hourMs)
    await sweep()
    expect(await readdir(path)).toHaveLength(1)
    expect((await fileStore({ path, clock }).load('good'))?.record.value).toBe('good')
  })

  it('leaves files of others alone', async () => {
    await writeFile(join(path, 'notes.txt'), 'mine')
    await mkdir(join(path, 'record-of-my-life'))
    await utimes(join(path, 'notes.txt'), 0, 0)
    await clock.advance(1000 * hourMs)
    await sweep()
    expect((await readdir(path)).sort()).toEqual(['notes.txt', 'record-of-my-life'])
  })

  it('comes once an hour, looks at a few, and fails at nothing', async () => {
    for (let index = 0; index < 40; index++) await mkdir(join(path, `record.${index}`), { mode: 0o700 })
    await clock.advance(25 * hourMs)
    const sweeper = new Sweeper(clock)
    await sweeper.run(path)
    expect(await readdir(path)).toHaveLength(8)
    await sweeper.run(path)
    expect(await readdir(path)).toHaveLength(8)
    await clock.advance(hourMs)
    await sweeper.run(path)
    expect(await readdir(path)).toHaveLength(0)
    await new Sweeper(clock).run(join(path, 'missing'))
  })
})
