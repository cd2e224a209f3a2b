import { isAbsolute, resolve } from 'node:path'
import { AuthError } from '@looker-auth/core'
import { expandHome } from '../paths/expand-home.js'
import { refusal } from './refusal.js'

/** Answers the folder in which stores and locks keep their files. */
export type StateFolder = () => Promise<string>

/**
 * The folder at `path`, or the user's own for state: `~/.local/state/looker-auth` (or below `XDG_STATE_HOME`),
 * `~/Library/Application Support/looker-auth` on macOS, `%LOCALAPPDATA%\looker-auth\Data` on Windows.
 *
 * @param path `~/` at its start is the user's home folder.
 * @throws AuthError `configuration` for an empty path, and for another user's home folder (`~name`), which only a shell knows.
 */
export function stateFolder(path: string | undefined): StateFolder {
  if (path === undefined) return usersOwn
  if (path === '') {
    throw new AuthError('configuration', {
      message: 'The path of the store or lock is empty.',
      hint: "Give a folder's path, or leave it out for the user's state folder.",
    })
  }
  if (/^~[^/\\]/.test(path)) {
    throw new AuthError('configuration', {
      message: `The path of the store or lock (${path}) begins with a user's name after ~, which only a shell can expand.`,
      hint: 'Give the absolute path; write ./~name for a folder that has this name.',
    })
  }
  const absolute = resolve(expandHome(path))
  return () => Promise.resolve(absolute)
}

async function usersOwn(): Promise<string> {
  // Imported when needed: it is an ES module only, and many never need it.
  const { default: envPaths } = await import('env-paths')
  const paths = envPaths('looker-auth', { suffix: '' })
  const hasOneForState = process.platform !== 'darwin' && process.platform !== 'win32'
  // XDG_STATE_HOME goes by the name of `log` there.
  const path = hasOneForState ? paths.log : paths.data
  if (isAbsolute(path)) return path
  throw refusal(
    `The folder for the user's state would be ${path}, somewhere below the working directory.`,
    'Set HOME and XDG_STATE_HOME (on Windows LOCALAPPDATA) to absolute paths, or leave them unset; or give a path.',
  )
}
