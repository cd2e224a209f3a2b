import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The environment without what pnpm set for its own scripts: npm would warn of it, and programs would find packages of the workspace. */
export const plainEnv = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_|pnpm_|NODE_OPTIONS$|NODE_PATH$|VITEST|LOOKERSDK_|LOOKER_AUTH_)/i.test(name),
  ),
)

/** Runs a command, and returns what it printed. */
export async function output(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = plainEnv,
): Promise<string> {
  const shell = process.platform === 'win32' && !command.endsWith('.exe')
  const { stdout } = await run(command, args, { cwd, env, shell, maxBuffer: 1e8 })
  return stdout
}

/**
 * Installs with npm.
 *
 * @returns False where the registry cannot be reached, for the packages' own dependencies come from there; in CI that throws.
 */
export async function npmInstall(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = plainEnv,
): Promise<boolean> {
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  try {
    await output('npm', ['install', ...flags, ...args], cwd, env)
    return true
  } catch (error) {
    if (process.env.CI || !/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT/.test(String(error)))
      throw error
    console.warn('Skipped: the npm registry, where the dependencies come from, cannot be reached.')
    return false
  }
}

/** The pnpm that runs this suite, else the one that is installed. */
export function pnpm(args: readonly string[], cwd: string): Promise<string> {
  const path = process.env.npm_execpath
  return path?.endsWith('js') && path.includes('pnpm')
    ? output(process.execPath, [path, ...args], cwd)
    : output('pnpm', args, cwd)
}
