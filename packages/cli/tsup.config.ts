import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Options } from 'tsup'

// Its `exports` name no types.
const { default: license } = createRequire(import.meta.url)('esbuild-plugin-license')

/** Packages that few calls need; a token from the store needs none of them. */
const rare = ['@bomb.sh/tab', '@inquirer/password', 'cross-fetch', 'netrc-parser', 'open']
const fileOf = (name: string): string => name.replace('@', '').replace('/', '-')

/** What `--version`, or most calls, do without is a file of its own, which is read when it is used. */
const apart: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'apart',
  setup(build) {
    build.onResolve({ filter: /\/start\.js$/ }, () => ({ path: './start.cjs', external: true }))
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'dynamic-import' && rare.includes(path)
        ? { path: `./${fileOf(path)}.cjs`, external: true }
        : undefined,
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
    ...Object.fromEntries(rare.map(name => [fileOf(name), fileURLToPath(import.meta.resolve(name))])),
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
  esbuildOptions(options) {
    // `require` does not wait for Node's loader of ES modules.
    options.supported = { 'dynamic-import': false }
  },
})
