import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { npmInstall, output, plainEnv } from './commands'
import { pack, publishable } from './project'

/** The command as `npm install --global` leaves it, in a folder where nothing else is. */
export interface GlobalInstall {
  readonly folder: string
  /** Where npm puts programs. */
  readonly programs: string
  /** Runs the command, and returns what it printed. */
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<string>
}

/**
 * Packs the command, and installs the tarball globally. It holds all that it needs.
 *
 * @param nodeMajor The version of Node that installs and runs it; default: the one that runs this suite.
 *
 * Undefined where the registry cannot be reached; in CI that throws.
 */
export async function installedGlobally(nodeMajor?: number): Promise<GlobalInstall | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-global-'))
  const node = nodeMajor === undefined ? process.execPath : await nodeOf(nodeMajor, join(folder, 'node'))
  if (node === undefined) return undefined
  const [prefix, work] = [join(folder, 'prefix'), join(folder, 'work')]
  await mkdir(prefix)
  await mkdir(work)
  const packages = publishable.filter(({ name }) => name === 'looker-auth')
  const tarballs = await Promise.all(packages.map(({ folder: from }) => pack(from, folder)))
  const path = nodeMajor === undefined ? {} : { PATH: `${dirname(node)}${delimiter}${process.env.PATH}` }
  const env = { ...plainEnv, ...path }
  const args = ['--global', '--prefix', prefix, ...tarballs.map(tarball => join(folder, tarball))]
  if (!(await npmInstall(args, work, env))) return undefined
  const programs = process.platform === 'win32' ? prefix : join(prefix, 'bin')
  const name = process.platform === 'win32' ? 'looker-auth.cmd' : 'looker-auth'
  const [config, state] = [join(folder, 'config'), join(folder, 'state')]
  const home = {
    HOME: folder,
    USERPROFILE: folder,
    XDG_CONFIG_HOME: config,
    APPDATA: config,
    XDG_STATE_HOME: state,
    LOCALAPPDATA: state,
  }
  return {
    folder,
    programs,
    run: (given, own = {}) => output(join(programs, name), given, work, { ...env, ...home, ...own }),
  }
}

/** The program of a version of Node, from the package that npm has of it for this platform. */
async function nodeOf(major: number, folder: string): Promise<string | undefined> {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  await mkdir(folder)
  if (!(await npmInstall(['--prefix', folder, `${name}@${major}`], folder))) return undefined
  return join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}
