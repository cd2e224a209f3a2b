import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const bin = fileURLToPath(new URL('../bin/looker-auth.cjs', import.meta.url))

/** The built command on a PATH, in a home folder of its own. */
export interface InstalledCommand {
  /** Runs the command itself; returns what it prints. */
  call(...args: string[]): Promise<string>
  /** Runs a program that finds the command, on systems that have sh; returns what it prints. */
  run(program: string, ...args: string[]): Promise<string>
  remove(): Promise<void>
}

/**
 * Puts the command on a PATH.
 *
 * @param variables Further variables of its environment.
 */
export async function installedCommand(
  variables: Readonly<Record<string, string>> = {},
): Promise<InstalledCommand> {
  const home = await mkdtemp(join(tmpdir(), 'looker-auth-cli-'))
  const programs = join(home, 'bin')
  await mkdir(programs)
  const launcher = join(programs, 'looker-auth')
  await writeFile(launcher, `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`)
  await chmod(launcher, 0o755)
  const env = {
    PATH: `${programs}${delimiter}${process.env.PATH}`,
    HOME: home,
    USERPROFILE: home,
    SystemRoot: process.env.SystemRoot,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_STATE_HOME: join(home, 'state'),
    TERM: 'dumb',
    ...variables,
  }
  const run = async (program: string, ...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(program, args, { cwd: home, env })
    return stdout
  }
  return {
    call: (...args) => run(process.execPath, bin, ...args),
    run,
    remove: () => rm(home, { recursive: true }),
  }
}
