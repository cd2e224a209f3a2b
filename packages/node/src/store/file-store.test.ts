import { execFileSync } from 'node:child_process'
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { AuthError } from '@looker-auth/core'
import { simulatedClock, storeContract } from '@looker-auth/core/testing'
import { describe, expect, it, test } from 'vitest'
import { filesIn, tempFolders } from '../../test/store/temp-folder.js'
import { fileStore } from './file-store.js'

const newFolder = tempFolders()
const record = (value: string, keepUntilMs = Date.now() + 60_000) => ({ value, keepUntilMs })
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    error => error,
  )
const onPosix = process.platform !== 'win32'

describe('the TokenStore contract holds for the file store', () => {
  const createStore = async () => {
    const path = await newFolder()
    return { store: fileStore({ path }), other: fileStore({ path }) }
  }
  for (const { name, run } of storeContract({ createStore })) test(name, run)
})

describe('the TokenStore contract holds for the file store on a simulated clock', () => {
  const clock = simulatedClock()
  const createStore = async () => ({ store: fileStore({ path: await newFolder(), clock }) })
  const options = { createStore, now: clock.now, pass: (ms: number) => clock.advance(ms) }
  for (const { name, run } of storeContract(options)) test(name, run)
})

describe('the file store', () => {
  // @promise file-store-is-private, never-a-readable-token-file
  it.runIf(onPosix)('makes its folder and all in it for the owner only', async () => {
    const path = join(await newFolder(), 'deep', 'store')
    await fileStore({ path }).commit('key', record('value'), undefined)
    expect((await stat(path)).mode & 0o777).toBe(0o700)
    for (const name of await readdir(path, { recursive: true })) {
      const stats = await stat(join(path, name))
      expect(stats.mode & 0o777, name).toBe(stats.isDirectory() ? 0o700 : 0o600)
    }
  })

  it('makes its folder at the first use, so that one that cannot be made is reported then', async () => {
    const path = join(await newFolder(), 'missing', 'below')
    expect(await fileStore({ path }).load('key')).toBeUndefined()
    expect((await stat(path)).mode & 0o777).toBe(onPosix ? 0o700 : 0o777)
    await writeFile(`${path}/file`, '')
    await expect(fileStore({ path: `${path}/file/below` }).load('key')).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('cannot be made or entered (ENOTDIR)'),
    })
  })

  it.runIf(onPosix).each([0o755, 0o750, 0o701, 0o777, 0o710])(
    'refuses a folder of mode %o, with the command that mends it',
    async mode => {
      const path = join(await newFolder(), "it's here")
      await mkdir(path)
      await chmod(path, mode)
      const store = fileStore({ path })
      for (const error of [
        await failure(store.load('key')),
        await failure(store.commit('key', record('x'), undefined)),
      ]) {
        expect(AuthError.is(error) && [error.code, error.retryable]).toEqual(['store_failed', false])
        expect(String(error)).toContain(`mode ${mode.toString(8)}`)
        expect(String(error)).toContain(`Run: chmod -R go= '${path.replace("'", "'\\''")}'`)
      }
      expect(await readdir(path)).toEqual([])
      await chmod(path, mode & 0o700)
      expect((await store.commit('key', record('x'), undefined)).record.value).toBe('x')
    },
  )

  it.runIf(onPosix)('refuses a file that others may read, with the command that mends it', async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    const stored = await store.commit('key', record('value'), undefined)
    for (const file of await filesIn(path)) await chmod(file, 0o640)
    const error = await failure(store.load('key'))
    expect(AuthError.is(error) && error.code).toBe('store_failed')
    expect(String(error)).toContain(`Run: chmod -R go= '${path}'`)
    for (const file of await filesIn(path)) await chmod(file, 0o600)
    expect(await store.load('key')).toEqual(stored)
  })

  it.runIf(onPosix && process.geteuid?.() === 0)('refuses a folder of another user', async () => {
    const path = join(await newFolder(), 'foreign')
    await mkdir(path, { mode: 0o700 })
    const { chown } = await import('node:fs/promises')
    await chown(path, 12345, 12345)
    expect(String(await failure(fileStore({ path }).load('key')))).toContain('belongs to another user (12345')
  })

  it.runIf(onPosix)('refuses a symbolic link in place of its folder or of a file', async () => {
    const base = await newFolder()
    await mkdir(join(base, 'real'), { mode: 0o700 })
    await symlink(join(base, 'real'), join(base, 'link'))
    expect(String(await failure(fileStore({ path: join(base, 'link') }).load('key')))).toContain(
      'symbolic link',
    )
    const store = fileStore({ path: join(base, 'real') })
    await store.commit('key', record('value'), undefined)
    const file = (await filesIn(join(base, 'real'))).find(name => name.endsWith('.1')) ?? ''
    await rename(file, join(base, 'elsewhere'))
    await symlink(join(base, 'elsewhere'), file)
    expect(String(await failure(store.load('key')))).toContain('symbolic link')
  })

  it('refuses a file in place of its folder, and an empty path at once', async () => {
    const path = join(await newFolder(), 'file')
    await writeFile(path, '')
    expect(String(await failure(fileStore({ path }).load('key')))).toContain('not a folder')
    expect(() => fileStore({ path: '' })).toThrow(expect.objectContaining({ code: 'configuration' }))
  })

  // @promise never-a-readable-token-file
  it('leaves one version of a record, and nothing half-written', async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    let version: string | undefined
    for (let turn = 0; turn < 5; turn++)
      version = (await store.commit('key', record(`${turn}`), version)).version
    const files = await filesIn(path)
    expect(files.filter(name => !name.includes('generation.'))).toHaveLength(1)
    expect(files).toHaveLength(2)
    expect(await readFile(files.find(name => name.endsWith('.5')) ?? '', 'utf8')).toContain('"value":"4"')
  })

  it('collects what crashed writers left, but not what is being written', async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    const { version } = await store.commit('key', record('first'), undefined)
    const [folder = ''] = await readdir(path)
    await writeFile(join(path, folder, 'temp.old'), 'half', { mode: 0o600 })
    await utimes(join(path, folder, 'temp.old'), 0, 0)
    await writeFile(join(path, folder, 'temp.new'), 'half', { mode: 0o600 })
    await store.commit('key', record('second'), version)
    expect((await readdir(join(path, folder))).filter(name => name.startsWith('temp.'))).toEqual(['temp.new'])
  })

  it('goes on when its folder was removed, and knows no version from before', async () => {
    const path = join(await newFolder(), 'store')
    const store = fileStore({ path })
    const before = await store.commit('key', record('before'), undefined)
    await rm(path, { recursive: true })
    expect(await store.load('key')).toBeUndefined()
    const after = await store.commit('key', record('after'), undefined)
    expect(after.version).not.toBe(before.version)
    expect(await store.commit('key', record('late'), before.version)).toEqual(after)
  })

  it('goes on when its folder is removed at any moment of a commit', async () => {
    const base = await newFolder()
    const path = join(base, 'store')
    const store = fileStore({ path })
    for (let turn = 0; turn < 200; turn++) {
      const commit = store.commit('key', record(`${turn}`), undefined)
      for (let wait = turn % 50; wait > 0; wait--) await new Promise(setImmediate)
      await rename(path, join(base, `removed ${turn}`)).catch(() => {})
      expect((await commit).record.value).toBe(`${turn}`)
      await rename(path, join(base, `left ${turn}`)).catch(() => {})
    }
  })

  it('goes on when the folder of a record lost its anchor', async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    const before = await store.commit('key', record('before'), undefined)
    for (const file of await filesIn(path)) if (file.includes('generation.')) await rm(file)
    expect(await store.load('key')).toBeUndefined()
    expect((await store.commit('key', record('after'), before.version)).record.value).toBe('after')
    expect((await store.load('key'))?.record.value).toBe('after')
  })

  it.each([
    ['a file', (name: string) => writeFile(name, 'x')],
    ['a link to nowhere', (name: string) => symlink('nowhere', name)],
  ])('goes on when %s is in place of the folder of a record', async (_, put) => {
    const path = await newFolder()
    const store = fileStore({ path })
    await store.commit('key', record('before'), undefined)
    const [folder = ''] = await readdir(path)
    await rm(join(path, folder), { recursive: true })
    await put(join(path, folder))
    expect(await store.load('key')).toBeUndefined()
    const after = await store.commit('key', record('after'), undefined)
    expect(after.record.value).toBe('after')
    expect(await store.load('key')).toEqual(after)
  })

  it.runIf(onPosix)(
    'takes a pipe in place of a file for a damaged record, and waits for nobody',
    async () => {
      const path = await newFolder()
      const store = fileStore({ path })
      await store.commit('key', record('before'), undefined)
      const file = (await filesIn(path)).find(name => name.endsWith('.1')) ?? ''
      await rm(file)
      execFileSync('mkfifo', ['-m', '600', file])
      const damaged = await store.load('key')
      expect(damaged?.record.value).toBe('')
      expect((await store.commit('key', record('after'), damaged?.version)).record.value).toBe('after')
    },
  )

  it('does not take the record of another key for its own', async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    await store.commit('a', record('of a'), undefined)
    const [folderOfA = ''] = await readdir(path)
    await store.commit('b', record('of b'), undefined)
    const folderOfB = (await readdir(path)).find(name => name !== folderOfA) ?? ''
    await rm(join(path, folderOfB), { recursive: true })
    await rename(join(path, folderOfA), join(path, folderOfB))
    const moved = await store.load('b')
    expect(moved?.record.value).toBe('')
    expect((await store.commit('b', record('mended'), moved?.version)).record.value).toBe('mended')
  })

  it('rejects, and keeps what stands, when nothing can be written', async () => {
    const path = await newFolder()
    const store = fileStore({ path })
    const { version } = await store.commit('key', record('first'), undefined)
    const tooLong = fileStore({ path: join(path, 'x'.repeat(300)) })
    await expect(tooLong.commit('key', record('x'), undefined)).rejects.toThrow('ENAMETOOLONG')
    expect((await store.load('key'))?.version).toBe(version)
  })
})
