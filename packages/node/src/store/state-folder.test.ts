import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { tempFolders } from '../../test/store/temp-folder.js'
import { stateFolder } from './state-folder.js'

const newFolder = tempFolders()
const cwd = fileURLToPath(new URL('../..', import.meta.url))
const commit = "fileStore().commit('key', { value: 'x', keepUntilMs: Date.now() + 60000 }, undefined)"
const scripts = {
  CommonJS: ['-e', `const { fileStore } = require('@looker-auth/node'); ${commit}`],
  'an ES module': [
    '--input-type=module',
    '-e',
    `import { fileStore } from '@looker-auth/node'; await ${commit}`,
  ],
}

describe("the folder for the user's state", () => {
  it('is the one that was given, as an absolute path', async () => {
    expect(await stateFolder('some/folder')()).toBe(resolve('some/folder'))
  })

  it('is below the home folder where the path begins with ~/', async () => {
    expect(await stateFolder('~/some/folder')()).toBe(join(homedir(), 'some/folder'))
    expect(await stateFolder('~')()).toBe(homedir())
  })

  it("is refused where the path begins with another user's home folder, as a shell writes it", () => {
    for (const path of ['~looker/tokens', '~looker'])
      expect(() => stateFolder(path)).toThrow(
        expect.objectContaining({ code: 'configuration', message: expect.stringContaining(path) }),
      )
    expect(stateFolder('./~looker')).toBeTypeOf('function')
  })

  it('is below the home folder otherwise', async () => {
    if (process.env.XDG_STATE_HOME === undefined && process.env.LOCALAPPDATA === undefined)
      expect((await stateFolder(undefined)()).startsWith(homedir())).toBe(true)
    expect(await stateFolder(undefined)()).toMatch(/looker-auth/)
  })

  it.runIf(process.platform === 'linux').each([{ XDG_STATE_HOME: 'state' }, { HOME: '' }])(
    'is not below the working directory, whatever the environment says: %o',
    async env => {
      const folder = await newFolder()
      const script = `import { fileStore } from '${import.meta.resolve('@looker-auth/node')}'; await ${commit}`
      const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, ...env },
      })
      await expect(run).rejects.toThrow('somewhere below the working directory')
      expect(await readdir(folder)).toEqual([])
    },
  )

  it.runIf(process.platform === 'linux').each(Object.entries(scripts))(
    'is found by %s on Linux: XDG_STATE_HOME, else ~/.local/state',
    async (_, script) => {
      const home = await newFolder()
      const run = (env: NodeJS.ProcessEnv) =>
        promisify(execFile)(process.execPath, script, {
          cwd,
          env: { PATH: process.env.PATH, HOME: home, ...env },
        })
      await run({ XDG_STATE_HOME: join(home, 'xdg') })
      expect(await readdir(home)).toEqual(['xdg'])
      await run({})
      const path = join(home, '.local', 'state', 'looker-auth')
      expect([(await stat(path)).mode & 0o777, (await readdir(path)).length]).toEqual([0o700, 1])
    },
  )
})
