// `pnpm simulate:fleet`: core's sessions as a fleet, on a simulated clock; writes docs/fleet.json, its plots, and its section
// of docs/fleet.md. `--quick` only shows that everything runs, and writes to a temporary folder, or to the one named after
// it. `--check` simulates nothing and compares the documents with docs/fleet.json.
import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { exitCode } from './lib/turbo.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'bench', 'src', 'fleet')
const [mode, given] = process.argv.slice(2)

/** @param {string | undefined} chosen */
const temporary = async chosen => chosen ?? (await mkdtemp(join(tmpdir(), 'looker-auth-fleet-')))
const folder = mode === '--quick' ? await temporary(given) : join(root, 'docs')
const program = mode === '--check' ? 'fleet-check' : 'fleet-main'
const outfile = join(root, 'bench', 'dist', 'fleet', `${program}.js`)

/** From core's source, so that nothing need be installed or built before. */
await build({
  entryPoints: [join(source, `${program}.ts`)],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  alias: { '@looker-auth/core': join(root, 'packages', 'core', 'src', 'index.ts') },
  define: { 'globalThis.crypto': 'simulatedCrypto' },
  inject: [join(source, 'simulated-crypto.ts')],
  logLevel: 'warning',
})

const args = [outfile, folder, ...(mode === undefined ? [] : [mode])]
process.exitCode = await exitCode(spawn(process.execPath, args, { stdio: 'inherit' }))
if (mode === undefined) {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
  const format = ['format', '--write', join(folder, 'fleet.json')]
  await exitCode(spawn(process.execPath, [biome, ...format], { stdio: ['ignore', 'ignore', 'inherit'] }))
}
