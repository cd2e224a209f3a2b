import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../runtimes', import.meta.url))
const modules = join(folder, 'node_modules')

export type RuntimeName = 'bun' | 'deno' | 'workerd'

/** Where the package for this platform, the only one that gets installed, keeps its program. */
const programs: Record<RuntimeName, { scope: string; prefix: string; file: string }> = {
  bun: { scope: '@oven', prefix: 'bun-', file: 'bin/bun' },
  deno: { scope: '@deno', prefix: '', file: 'deno' },
  workerd: { scope: '@cloudflare', prefix: 'workerd-', file: 'bin/workerd' },
}

/** Installs the runtimes beside their lockfile, unless that has been done. */
export function installRuntimes(): void {
  const lock = readFileSync(join(folder, 'pnpm-lock.yaml'), 'utf8')
  const installedLock = join(modules, '.installed-lock.yaml')
  if (existsSync(installedLock) && readFileSync(installedLock, 'utf8') === lock) return
  // Without the packages' install scripts: those only copy the program to where a command finds it.
  const args = [
    'install',
    '--ignore-workspace',
    '--frozen-lockfile',
    '--ignore-scripts',
    '--node-linker=hoisted',
  ]
  const pnpm = process.env.npm_execpath
  const [command, first] = pnpm?.endsWith('js') ? [process.execPath, [pnpm]] : ['pnpm', []]
  execFileSync(command, [...first, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  writeFileSync(installedLock, lock)
}

/** The runtime's program. */
export function programOf(name: RuntimeName): string {
  const { scope, prefix, file } = programs[name]
  const ending = process.platform === 'win32' ? '.exe' : ''
  const found = readdirSync(join(modules, scope))
    .filter(platform => platform.startsWith(prefix))
    .map(platform => join(modules, scope, platform, `${file}${ending}`))
    .find(path => existsSync(path))
  if (found === undefined) throw new Error(`${name} has no program for ${process.platform} ${process.arch}.`)
  return found
}
