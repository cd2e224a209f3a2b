import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolders } from '../../test/store/temp-folder.js'
import { fileStore } from './file-store.js'
import { fileStorePath } from './file-store-path.js'

const newFolder = tempFolders()

describe('fileStorePath()', () => {
  it('is the folder that fileStore() writes to, and makes nothing itself', async () => {
    const parent = await newFolder()
    const path = await fileStorePath(join(parent, 'tokens'))
    expect(await readdir(parent)).toEqual([])
    await fileStore({ path }).commit('key', { value: 'x', keepUntilMs: Date.now() + 60_000 }, undefined)
    expect(await readdir(path)).toHaveLength(1)
  })

  it('is absolute, for a relative path, for ~ and for none', async () => {
    expect(await fileStorePath('some/folder')).toBe(resolve('some/folder'))
    expect(await fileStorePath('~/some/folder')).toBe(join(homedir(), 'some/folder'))
    expect(await fileStorePath()).toMatch(/^(\/|[A-Z]:).*looker-auth/)
  })

  it.each(['', '~looker/tokens'])('rejects for the path %j', async path => {
    await expect(fileStorePath(path)).rejects.toMatchObject({ code: 'configuration' })
  })
})
