import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Where and when the numbers come from. */
export interface Environment {
  readonly date: string
  readonly node: string
  readonly v8: string
  readonly system: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  /** Processes that wanted the processor in the minute before; close to 0 on a quiet machine. */
  readonly loadBefore: number
  /** Name and version of each package measured beside ours. */
  readonly peers: Readonly<Record<string, string>>
}

export function environment(): Environment {
  const all = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    v8: process.versions.v8,
    system: `${type()} ${release()} ${process.arch}`,
    cpu: (all[0]?.model ?? 'unknown').trim(),
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    peers: peerVersions(),
  }
}

function peerVersions(): Record<string, string> {
  const manifest = fileURLToPath(new URL('../package.json', import.meta.url))
  const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    dependencies: Record<string, string>
  }
  return Object.fromEntries(Object.entries(dependencies).filter(([, version]) => /^\d/.test(version)))
}
