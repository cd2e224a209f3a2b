import { homedir } from 'node:os'
import { join } from 'node:path'

/** The path with the user's home folder in place of `~` at its start, as a shell expands it: Node takes `~` for the name of a folder. */
export function expandHome(path: string): string {
  return /^~(?=$|[/\\])/.test(path) ? join(homedir(), path.slice(1)) : path
}
