import { stateFolder } from './state-folder.js'

/**
 * The folder that `fileStore()` and `fileLock()` use, as an absolute path; for a program that shows it. It may not be there yet: the first use
 * of the store makes it.
 *
 * @param path As the option `path` of `fileStore()`. Default: `looker-auth` in the user's folder for state.
 * @throws AuthError `configuration` for an empty path, and for another user's home folder (`~name`); `store_failed` where the environment puts
 * the default folder below the working directory.
 * @example
 * ```ts
 * import { fileStorePath } from '@looker-auth/node'
 *
 * console.log(`The tokens are in ${await fileStorePath()}`)
 * ```
 */
export async function fileStorePath(path?: string): Promise<string> {
  return stateFolder(path)()
}
