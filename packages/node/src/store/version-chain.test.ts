import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@looker-auth/core'
import { describe, expect, it } from 'vitest'
import { tempFolders } from '../../test/store/temp-folder.js'
import { versionName } from './chain-names.js'
import { VersionChain } from './version-chain.js'

const newFolder = tempFolders()
const options = { durable: false, clock: systemClock() }

async function newChain() {
  const folder = await newFolder()
  return { folder, chain: new VersionChain(folder, 'chain', options), path: join(folder, 'chain') }
}

/** Puts texts on top of one another. Answers their versions. */
async function grown(chain: VersionChain, texts: readonly string[]): Promise<string[]> {
  const versions: string[] = []
  for (const text of texts) versions.push((await chain.append(text, versions.at(-1))) ?? 'refused')
  return versions
}

describe('a version chain', () => {
  // @promise file-store-has-one-winner
  it('lets one of many come first, and one of many after it', async () => {
    const { chain } = await newChain()
    const first = await Promise.all([...Array(16).keys()].map(index => chain.append(`${index}`, undefined)))
    expect(first.filter(version => version !== undefined)).toHaveLength(1)
    const { version } = (await chain.head()) ?? {}
    const second = await Promise.all([...Array(16).keys()].map(index => chain.append(`${index}`, version)))
    expect(second.filter(found => found !== undefined)).toHaveLength(1)
  })

  it('refuses a writer that slept while versions came and went', async () => {
    const { chain, path } = await newChain()
    const [first, , third] = await grown(chain, ['1', '2', '3'])
    // The place after the first version is empty again, so the link itself succeeds.
    expect(await readdir(path)).toHaveLength(2)
    expect(await chain.append('late', first)).toBeUndefined()
    expect(await chain.head()).toEqual({ version: third, text: '3' })
    expect(await readdir(path)).toHaveLength(2)
  })

  // @promise never-an-old-token-after-data-loss
  it('refuses a writer that slept while the folder was made again', async () => {
    const { chain, path } = await newChain()
    const [, second] = await grown(chain, ['1', '2'])
    await rm(path, { recursive: true })
    const [first] = await grown(chain, ['new'])
    expect(await chain.append('late', second)).toBeUndefined()
    expect(await chain.head()).toEqual({ version: first, text: 'new' })
    expect(await readdir(path)).toHaveLength(2)
  })

  it('reads the highest version while lower ones are still there', async () => {
    const { chain, path } = await newChain()
    const [first = '', second = ''] = await grown(chain, ['1', '2'])
    const [generation = ''] = first.split('.')
    await writeFile(join(path, first), 'not yet removed', { mode: 0o600 })
    for (const stray of [versionName('f'.repeat(32), 9), `${generation}.x`, `${generation}.03`, 'notes.txt'])
      await writeFile(join(path, stray), 'stray', { mode: 0o600 })
    expect(await chain.head()).toEqual({ version: second, text: '2' })
  })

  it('counts beyond nine', async () => {
    const { chain } = await newChain()
    const versions = await grown(chain, [...Array(12).keys()].map(String))
    expect(await chain.head()).toEqual({ version: versions.at(-1), text: '11' })
  })

  it('holds nothing after a writer that crashed before the first version', async () => {
    const { chain, path } = await newChain()
    await mkdir(path)
    expect(await chain.head()).toBeUndefined()
    await writeFile(join(path, `generation.${'a'.repeat(32)}`), '', { mode: 0o600 })
    await writeFile(join(path, 'temp.half'), 'ha', { mode: 0o600 })
    expect(await chain.head()).toBeUndefined()
    expect(await chain.append('first', undefined)).toBe(`${'a'.repeat(32)}.1`)
  })

  it('starts a new chain in a folder that others broke', async () => {
    const { chain, path } = await newChain()
    await grown(chain, ['1', '2'])
    await writeFile(join(path, `generation.${'b'.repeat(32)}`), '')
    expect(await chain.head()).toBeUndefined()
    const version = (await chain.append('anew', undefined)) ?? (await chain.append('anew', undefined))
    expect(await chain.head()).toEqual({ version, text: 'anew' })
  })

  it('that was broken is started again by one of many', async () => {
    for (let round = 0; round < 50; round++) {
      const { folder, path } = await newChain()
      await mkdir(path)
      await writeFile(join(path, `${'a'.repeat(32)}.1`), 'without an anchor', { mode: 0o600 })
      const writers = [...Array(8).keys()].map(async index => {
        const own = new VersionChain(folder, 'chain', options)
        for (;;) {
          if ((await own.current()) !== undefined) return []
          const version = await own.append(`${index}`, undefined)
          if (version !== undefined) return [{ version, text: `${index}` }]
        }
      })
      const first = (await Promise.all(writers)).flat()
      expect(first, `round ${round}`).toEqual([await new VersionChain(folder, 'chain', options).head()])
    }
  })

  it('is discarded whole, unless somebody put another version there', async () => {
    const { chain, folder } = await newChain()
    const [first = '', second = ''] = await grown(chain, ['1', '2'])
    await chain.discard(first)
    expect(await chain.head()).toEqual({ version: second, text: '2' })
    await chain.discard(second)
    expect(await readdir(folder)).toEqual([])
  })

  it('loses no version that it said was put there, while others discard the chain all the time', async () => {
    const { chain, folder } = await newChain()
    const other = new VersionChain(folder, 'chain', options)
    let writing = true
    const discarding = (async () => {
      while (writing) {
        await other.discard('another version').catch(() => {})
        await new Promise(resolve => setTimeout(resolve, 1))
      }
    })()
    let version: string | undefined
    for (let turn = 0; turn < 100; ) {
      const next = await chain.append(`${turn}`, version)
      version = next ?? (await chain.current()) ?? version
      if (next !== undefined) turn++
    }
    writing = false
    await discarding
    // A restored chain may have met a new one in its place; then it waits in the trash, whole.
    const heads = (await readdir(folder)).map(name => new VersionChain(folder, name, options).head())
    expect((await Promise.all(heads)).map(head => head?.text)).toContain('99')
  })
})
