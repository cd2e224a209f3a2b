import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createEmulator } from '@looker-auth/emulator'
import { afterAll, describe, expect, test } from 'vitest'
import { extent } from '../../../vitest.extents.ts'
import { type GlobalInstall, installedGlobally } from './global-install'
import { publishable } from './project'

const nodes: readonly (number | undefined)[] = [undefined, 22, 24]
const manifestOf = publishable.find(({ name }) => name === 'looker-auth')
const { version } = JSON.parse(readFileSync(join(manifestOf?.folder ?? '', 'package.json'), 'utf8'))

const installs: { readonly node: string; readonly command: GlobalInstall | undefined }[] = []
for (const major of nodes.slice(0, extent('commandNodes'))) {
  const node = major === undefined ? process.version : `v${major}`
  installs.push({ node, command: await installedGlobally(major) })
}

describe.each(installs)('installed globally, on Node $node', ({ node, command }) => {
  afterAll(async () => {
    if (command !== undefined) await rm(command.folder, { recursive: true, force: true })
  })

  describe.skipIf(command === undefined)('looker-auth', () => {
    const run = (args: readonly string[], env?: NodeJS.ProcessEnv) => command?.run(args, env) ?? ''

    test('runs on that version', async () => {
      const env = { NODE_OPTIONS: '--import=data:text/javascript,console.log(process.version)' }
      expect(await run(['--version'], env)).toMatch(new RegExp(`^${node}\\b`))
    })

    test('says its version', async () => {
      expect(await run(['--version'])).toBe(`${version}\n`)
    })

    test('shows its help', async () => {
      expect(await run(['help'])).toContain('print an access token')
    })

    test.skipIf(process.platform === 'win32')('brings its manual page', () => {
      expect(existsSync(join(command?.programs ?? '', '../share/man/man1/looker-auth.1'))).toBe(true)
    })

    test('brings the licences of the packages that it holds', () => {
      const holding = join(command?.programs ?? '', '../lib/node_modules/looker-auth')
      const windows = join(command?.programs ?? '', 'node_modules/looker-auth')
      const licences = readFileSync(
        join(process.platform === 'win32' ? windows : holding, 'dist/LICENSES.txt'),
        'utf8',
      )
      expect(licences).toMatch(/^commander 14\.\d+\.\d+: MIT$/m)
      expect(existsSync(join(holding, 'node_modules/commander'))).toBe(false)
    })

    test('signs in once for two tokens', async () => {
      const emulator = createEmulator()
      const server = await emulator.listen()
      try {
        const env = {
          LOOKERSDK_BASE_URL: server.url,
          LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
          LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
        }
        const token = await run(['token'], env)
        expect(token).toMatch(/^\w{40}\n$/)
        expect(await run(['token', '--header'], env)).toBe(`Authorization: Bearer ${token}`)
        expect(emulator.stats.login).toBe(1)
      } finally {
        await server.close()
      }
    })

    test('says what to install for the emulator', async () => {
      const failed = Promise.resolve(run(['emulator'])).then(
        () => expect.unreachable('it did not fail'),
        error => error as { code: number; stderr: string },
      )
      expect(await failed).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('npm install --save-dev @looker-auth/emulator'),
      })
    })
  })
})
