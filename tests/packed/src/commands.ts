import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The environment without what pnpm set for its own scripts, which npm would warn of. */
export const plainEnv = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_|pnpm_|NODE_OPTIONS$|VITEST|LOOKERSDK_)/i.test(name),
  ),
)

/** Runs a command, and returns what it printed. */
export async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
  const shell = process.platform === 'win32' && !command.endsWith('.exe')
  const { stdout } = await run(command, args, { cwd, env: plainEnv, shell, maxBuffer: 1e8 })
  return stdout
}

/** The pnpm that runs this suite, else the one that is installed. */
export function pnpm(args: readonly string[], cwd: string): Promise<string> {
  const path = process.env.npm_execpath
  return path?.endsWith('js') && path.includes('pnpm')
    ? output(process.execPath, [path, ...args], cwd)
    : output('pnpm', args, cwd)
}
