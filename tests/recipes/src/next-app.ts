import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const recipes = join(root, 'tests/recipes')
const next = 'node_modules/next/dist/bin/next'

/** The recipes of docs/recipes.md and docs/embed.md, built as one project of its own. */
export interface NextApp {
  /** Runs `next start`, or `next dev`, with these variables, at PORT or any free port. Answers the origin of its pages. */
  start(env: Readonly<Record<string, string>>, command?: 'start' | 'dev'): Promise<string>
  remove(): Promise<void>
}

/**
 * Runs `next build`, without settings of Looker. The folder is below this repository's root, because Next follows links only
 * within the folder of the lockfile, and not below tests/recipes, because Next would take src/proxy.ts there for its own.
 */
export async function buildNextApp(): Promise<NextApp> {
  const inherited: NodeJS.Dict<string> = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: undefined }
  for (const name of Object.keys(inherited)) if (/^LOOKERSDK_|^PORT$/.test(name)) inherited[name] = undefined
  mkdirSync(join(root, 'dist'), { recursive: true })
  const folder = mkdtempSync(join(root, 'dist/next-app-'))
  layOut(folder)
  const run = (env: NodeJS.Dict<string>) => ({ cwd: folder, env: env as NodeJS.ProcessEnv })
  const ends: (() => Promise<unknown>)[] = []
  const remove = async () => {
    await Promise.all(ends.map(end => end()))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await promisify(execFile)(process.execPath, [next, 'build'], run(inherited))
  } catch (error) {
    await remove()
    throw error
  }
  return {
    remove,
    async start(env, command = 'start') {
      const args = [next, command, '--hostname', '127.0.0.1', '--port', env.PORT ?? '0']
      const stdio = ['ignore', 'pipe', 'inherit'] as const
      const child = spawn(process.execPath, args, { ...run({ ...inherited, ...env }), stdio: [...stdio] })
      const ended = once(child, 'exit')
      ends.push(() => {
        child.kill()
        return ended
      })
      for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
        const [, port] = /127\.0\.0\.1:(\d+)/.exec(text) ?? []
        if (port !== undefined) return `http://localhost:${port}`
      }
      throw new Error(`next ${command} ended.`)
    },
  }
}

function layOut(folder: string): void {
  const copy = (from: string, to: string) => cpSync(from, join(folder, to), { recursive: true })
  const link = (name: string, packageFolder: string) => {
    const path = join(folder, 'node_modules', name)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(realpathSync(join(packageFolder, 'node_modules', name)), path, 'junction')
  }
  for (const name of ['app', 'my-sign-in.ts', 'bearer.ts']) copy(join(recipes, 'src', name), name)
  for (const name of ['app', 'embed-sign-in.ts', 'embed-page.ts'])
    copy(join(recipes, 'src/embed', name), name)
  for (const name of ['next', 'react', 'react-dom', '@types/react', '@looker/embed-sdk']) link(name, recipes)
  // Copies, as npm installs them: of a linked workspace package, Next would read the sources by its tsconfig.json.
  for (const name of ['core', 'node', 'browser']) {
    const from = join(root, 'packages', name)
    for (const part of ['package.json', 'dist'])
      copy(join(from, part), `node_modules/@looker-auth/${name}/${part}`)
    const { dependencies = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'))
    const others = Object.keys(dependencies).filter(dependency => !dependency.startsWith('@looker-auth/'))
    for (const dependency of others) link(dependency, from)
  }
}
