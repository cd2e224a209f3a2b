import { resolve } from 'node:path'
import { readTextFile } from '../fetch/certificates/read-certificates.js'
import { expandHome } from '../paths/expand-home.js'
import type { SettingsOptions } from './options.js'
import type { SourceOptions } from './sources.js'
import { failing } from './values.js'

/**
 * Where the options say to look beside themselves. The file's path is resolved now, so that a change of the working directory does not change it.
 *
 * @throws AuthError `configuration` for an empty prefix of the variables.
 */
export function sourceOptionsOf(options: SettingsOptions): SourceOptions {
  const { iniPath, section, envPrefix = 'LOOKERSDK', env = process.env, readFile = readTextFile } = options
  if (typeof envPrefix !== 'string' || envPrefix === '') {
    throw failing('envPrefix', 'option envPrefix')('is empty', 'Leave it out for LOOKERSDK, or give a name.')
  }
  const required = iniPath !== undefined || section !== undefined
  const ini =
    iniPath === false ? undefined : { path: resolve(expandHome(iniPath ?? 'looker.ini')), required, section }
  return { ini, envPrefix, env, readFile }
}
