// Writes the generated parts of docs/cli.md and the manual page of `looker-auth`, both from the command's own definitions; with `--check`
// only says whether they are up to date.
import { spawnSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { fillParts, generatedParts, manualPage } from './lib/command-manual.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const definitions = await definitionsOf(join(root, 'packages/cli/src'))
const read = (/** @type {string} */ path) => readFile(join(root, path), 'utf8').catch(() => '')

const page = fillParts(await read('docs/cli.md'), generatedParts(definitions))
const written = { 'docs/cli.md': page, 'packages/cli/man/looker-auth.1': roff(manualPage(definitions, page)) }

for (const [path, text] of Object.entries(written)) {
  if (!process.argv.includes('--check')) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  } else if ((await read(path)) !== text) {
    process.stderr.write(
      `${path} is not what the definitions of the command say: run \`pnpm generate\` and commit it.\n`,
    )
    process.exitCode = 1
  }
}

/**
 * The definitions, bundled from the sources: what a package publishes has nothing that only documents need.
 *
 * @param {string} src
 * @returns {Promise<import('./lib/command-manual.mjs').Definitions>}
 */
async function definitionsOf(src) {
  const contents = `export { commands } from './program/commands'
    export { globalOptions } from './program/global-options'
    export { exitCodes, signalCodes } from './failures/exit-codes'`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: src, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    // The code of the subcommands is loaded when they run.
    external: ['../commands/*'],
  })
  const code = Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')
  return import(`data:text/javascript;base64,${code}`)
}

/**
 * Without a date or a version: both would change without a change of the page. Without the paragraphs after headings, of which mandoc
 * warns.
 *
 * @param {string} markdown
 */
function roff(markdown) {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve('marked-man/package.json')
  const program = join(dirname(manifest), 'bin/marked-man.js')
  const args = [program, '--no-breaks', '--manual', 'Looker Auth', '--man-version', 'looker-auth']
  const env = { ...process.env, SOURCE_DATE_EPOCH: '0' }
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    input: markdown,
    encoding: 'utf8',
    env,
  })
  if (status !== 0) throw new Error(`marked-man failed: ${stderr}`)
  return `${stdout
    .replace('"January 1970"', '""')
    .replaceAll(/^(\.S[HS] .*)\n\.P$/gm, '$1')
    .trim()}\n`
}
