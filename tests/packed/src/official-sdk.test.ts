import { readdirSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import { boundMs, extent } from '../../../vitest.extents.ts'
import { output } from './commands'
import { installedProject } from './project'

/** The newest first; each with the newest of its runtime. */
const sdkVersions = [
  ['26.12.0', '21.6.5'],
  ['24.20.0', '21.6.3'],
  ['25.20.0', '21.6.4'],
] as const
const compilers = ['typescript', 'typescript-5.6', 'typescript-7']
const require = createRequire(import.meta.url)

/** Whether a page's script asks for modules of Node: files of servers were chosen then. */
const asksForNode = (script: string): boolean => /\brequire\(["'](?:https?|crypto|node:)/.test(script)

const projects: { readonly sdk: string; readonly folder: string }[] = []
for (const [sdk, rtl] of sdkVersions.slice(0, extent('sdkVersions'))) {
  const project = await installedProject({ '@looker/sdk': sdk, '@looker/sdk-rtl': rtl })
  projects.push({ sdk, folder: project?.folder ?? '' })
}

describe.each(projects)('with @looker/sdk $sdk', ({ sdk, folder }) => {
  const isNewest = sdk === sdkVersions[0][0]

  afterAll(() => rm(folder, { recursive: true, force: true }))

  describe.skipIf(folder === '')('installed into an empty project', () => {
    test.each(['mjs', 'cjs'])('four callers as three users are one login, from .%s', async extension => {
      const printed = await output(process.execPath, [`official-sdk/journey.${extension}`], folder)
      expect(JSON.parse(printed)).toEqual({
        ids: ['1', '789', '20', '789'],
        login: 1,
        login_user: 2,
        isOfficial: true,
      })
    })

    test.each(compilers.slice(0, isNewest ? extent('sdkCompilers') : 1))(
      'is assignable where the SDK’s types are wanted, for %s',
      async compiler => {
        const settings = {
          target: 'es2022',
          module: 'nodenext',
          strict: true,
          noEmit: true,
          skipLibCheck: false,
        }
        // The SDK's own declarations name types of the DOM.
        const compilerOptions = { ...settings, lib: ['es2022', 'dom'], types: ['node'] }
        const files = ['official-sdk/types.mts', 'official-sdk/types.cts']
        await writeFile(join(folder, `tsconfig.${compiler}.json`), JSON.stringify({ compilerOptions, files }))
        const { bin } = require(`${compiler}/package.json`) as { bin: { tsc: string } }
        const tsc = join(require.resolve(`${compiler}/package.json`), '..', bin.tsc)
        const args = [tsc, '-p', `tsconfig.${compiler}.json`]
        const printed = await output(process.execPath, args, folder).catch(error => error.stdout)
        expect(printed).toBe('')
      },
      boundMs(120_000),
    )

    test('builds for pages with esbuild', async () => {
      const { outputFiles } = await build({
        entryPoints: [join(folder, 'official-sdk/page.mjs')],
        ...({ bundle: true, write: false, format: 'esm', platform: 'browser', target: 'es2022' } as const),
      })
      expect(asksForNode(outputFiles[0]?.text ?? '')).toBe(false)
    })

    // The other versions are built with esbuild only, and none is skipped.
    if (!isNewest) return
    test('builds for pages with Vite', async () => {
      const vite = join(require.resolve('vite/package.json'), '..', 'bin/vite.js')
      await output(process.execPath, [vite, 'build', 'official-sdk'], folder)
      const assets = join(folder, 'official-sdk/dist/assets')
      const [script = ''] = readdirSync(assets)
      expect(asksForNode(readFileSync(join(assets, script), 'utf8'))).toBe(false)
    })

    test('builds for pages with webpack', async () => {
      const webpack = require.resolve('./run-webpack.cjs')
      await output(process.execPath, [webpack, folder], folder)
      expect(asksForNode(readFileSync(join(folder, 'official-sdk/webpack/main.js'), 'utf8'))).toBe(false)
    })
  })
})
