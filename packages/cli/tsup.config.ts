import { readdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Options } from 'tsup'

/**
 * Files of their own, which are read when they are used: what `--version` does without (start), the packages that few calls need
 * (src/apart), and cross-fetch, which @looker-auth/node loads for a request.
 */
const apart: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'apart',
  setup(build) {
    build.onResolve({ filter: /\/start\.js$|\/apart\/\w+\.js$|^cross-fetch$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path: `./${basename(path, '.js')}.cjs`, external: true } : undefined,
    )
  },
}

/** Writes the licences of all packages that the files hold. */
const licences: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'licences',
  setup(build) {
    build.initialOptions.metafile = true
    build.onEnd(async ({ metafile }) => {
      const folders = Object.keys(metafile?.inputs ?? {}).map(
        file => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(resolve(file))?.[0],
      )
      const texts = [...new Set(folders)].flatMap(folder => (folder === undefined ? [] : licenceIn(folder)))
      await mkdir('dist', { recursive: true })
      await writeFile('dist/LICENSES.txt', `${texts.sort().join('\n\n---\n\n')}\n`)
    })
  },
}

function licenceIn(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry))
  const text = file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`
  return `${name} ${version}: ${license}${text}`
}

/**
 * Everything in few files, as CommonJS and minified: Node starts it in two thirds of the time that it needs for ES modules and their
 * packages, and shells and scripts start the command often.
 */
export default defineConfig({
  entry: {
    bin: 'src/bin.ts',
    start: 'src/program/start.ts',
    // Started as a process of its own.
    'keychain-process': 'src/keychain/keychain-process.ts',
    completion: 'src/apart/completion.ts',
    jsonc: 'src/apart/jsonc.ts',
    netrc: 'src/apart/netrc.ts',
    open: 'src/apart/open.ts',
    prompts: 'src/apart/prompts.ts',
    'cross-fetch': fileURLToPath(import.meta.resolve('cross-fetch')),
  },
  format: ['cjs'],
  target: 'node20',
  platform: 'node',
  shims: true,
  minify: true,
  clean: true,
  noExternal: [/^(?!@napi-rs\/)/],
  // Optional, with a file for each platform.
  external: ['@napi-rs/keyring'],
  esbuildPlugins: [apart, licences],
  // The package open starts this program of its own on Linux, where it finds it beside its file.
  onSuccess: () => copyFile(new URL('xdg-open', import.meta.resolve('open')), 'dist/xdg-open'),
  esbuildOptions(options) {
    // `require` does not wait for Node's loader of ES modules.
    options.supported = { 'dynamic-import': false }
  },
})
