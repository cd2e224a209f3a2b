// `pnpm bench`: builds our packages, installs what they are measured beside, measures everything, and writes
// docs/benchmarks.md with its plots. `--quick` only shows that everything runs, and writes to a temporary folder. `--check`
// measures nothing and compares the documents with docs/benchmarks.json, from which they are written.
import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { exitCode, startTurbo } from './lib/turbo.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const bench = join(root, 'bench')
const docs = join(root, 'docs')
const programs = [
  'main.ts',
  'check.ts',
  'token/token-process.ts',
  'fetch/fetch-process.ts',
  'fetch/fetch-server.ts',
  'herd/herd-process.ts',
  'redis/redis-process.ts',
  'starts/start-process.ts',
]

/** @param {readonly string[]} args */
const node = async (...args) => {
  const code = await exitCode(spawn(process.execPath, args, { cwd: bench, stdio: 'inherit' }))
  if (code !== 0) process.exit(code)
}

/** Without the peers: they are installed where the programs run. */
await build({
  entryPoints: programs.map(program => join(bench, 'src', program)),
  outdir: join(bench, 'dist'),
  entryNames: '[name]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
})

const mode = process.argv[2]
if (mode === '--check') {
  await node('dist/check.js', docs)
} else {
  const names = ['@looker-auth/core', '@looker-auth/node', '@looker-auth/looker-sdk', '@looker-auth/emulator']
  const ours = [...names, 'looker-auth'].map(name => `--filter=${name}`)
  const built = await exitCode(startTurbo(['build', ...ours], ['ignore', 'ignore', 'inherit']))
  if (built !== 0) process.exit(built)
  const install = ['install', '--ignore-workspace', '--frozen-lockfile', '--ignore-scripts', '--silent']
  const pnpm = process.env.npm_execpath
  if (pnpm === undefined) throw new Error('Run it as: pnpm bench')
  await node(pnpm, ...install)
  await node(createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', '.')
  const folder = mode === '--quick' ? await mkdtemp(join(tmpdir(), 'looker-auth-bench-')) : docs
  await node('dist/main.js', folder, ...(mode === undefined ? [] : [mode]))
}
