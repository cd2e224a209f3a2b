import { statSync } from 'node:fs'
import { quoted } from '../../store/refusal.js'

/** A remark on a file that other users of the machine can read; undefined for every other file. */
export function readableByOthers(path: string): string | undefined {
  // Windows does not keep its permissions in the mode.
  if (process.platform === 'win32') return undefined
  const mode = modeOf(path)
  if ((mode & 0o044) === 0) return undefined
  const shown = (mode & 0o777).toString(8).padStart(3, '0')
  return `Other users of this machine can read the file (mode ${shown}). Run: chmod 600 ${quoted(path)}`
}

function modeOf(path: string): number {
  try {
    return statSync(path).mode
  } catch {
    return 0
  }
}
