import { copyFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Options } from 'tsup'

// Its `exports` name no types.
const { default: license } = createRequire(import.meta.url)('esbuild-plugin-license')

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

/** The licences of all packages that the files hold. */
function licences(dependencies: readonly Dependency[]): string {
  return dependencies
    .filter(({ packageJson }) => !packageJson.name.startsWith('@looker-auth/'))
    .map(({ packageJson: { name, version, license }, licenseText }) =>
      [`${name} ${version}: ${license}`, licenseText.trim()].join('\n\n'),
    )
    .join('\n\n---\n\n')
}

interface Dependency {
  readonly packageJson: {
    readonly name: string
    readonly version: string
    readonly license?: string | undefined
  }
  readonly licenseText: string
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
    netrc: 'src/apart/netrc.ts',
    open: 'src/apart/open.ts',
    password: 'src/apart/password.ts',
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
  esbuildPlugins: [apart, license({ thirdParty: { output: { file: 'LICENSES.txt', template: licences } } })],
  // The package open starts this program of its own on Linux, where it finds it beside its file.
  onSuccess: () => copyFile(new URL('xdg-open', import.meta.resolve('open')), 'dist/xdg-open'),
  esbuildOptions(options) {
    // `require` does not wait for Node's loader of ES modules.
    options.supported = { 'dynamic-import': false }
  },
})
