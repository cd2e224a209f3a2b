import { execFileSync } from 'node:child_process'

/** Runs a shell script where it may mount what nobody else sees, and what is gone when it ends. */
export type InOwnMounts = (script: string, ...parameters: readonly string[]) => readonly string[]

const ways: readonly (readonly string[])[] = [
  ['unshare', '--mount'],
  ['unshare', '--user', '--map-root-user', '--mount'],
  ['sudo', '-n', 'unshare', '--mount'],
]

/** How to mount a file system of one's own here; undefined where nobody lets us. */
export function ownMounts(): InOwnMounts | undefined {
  if (process.platform !== 'linux') return undefined
  const way = ways.find(([program = '', ...flags]) => {
    try {
      execFileSync(program, [...flags, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
  return way && ((script, ...parameters) => [...way, 'sh', '-ec', script, 'sh', ...parameters])
}
