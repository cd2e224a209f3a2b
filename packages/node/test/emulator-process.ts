import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Fault, Seed, Stats } from '@looker-auth/emulator'

const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.resolve('@looker-auth/emulator')))

/** An emulator in a process of its own, which counts what really reached it. */
export interface EmulatorProcess {
  readonly url: string
  stats(): Promise<Stats>
  revoke(what: { readonly token: string } | { readonly user_id: string | number }): Promise<void>
  fault(fault: Fault): Promise<void>
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

/** Starts one on a free port of 127.0.0.1. */
export async function startEmulator(seed?: Seed): Promise<EmulatorProcess> {
  const file = join(tmpdir(), `looker-auth-seed-${process.pid}-${Math.random().toString(36).slice(2)}.json`)
  if (seed !== undefined) await writeFile(file, JSON.stringify(seed))
  const flags = ['--port', '0', '--control', ...(seed === undefined ? [] : ['--seed', file])]
  const child = spawn(process.execPath, [bin, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  await rm(file, { force: true })
  const { url } = JSON.parse(line) as { url: string }
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const init = body === undefined ? { method } : { method, ...json }
    const response = await fetch(`${url}/__emulator/${path}`, init)
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  return {
    url,
    stats: async () => (await control('GET', 'stats')) as Stats,
    revoke: async what => void (await control('POST', 'revoke', what)),
    fault: async fault => void (await control('POST', 'faults', fault)),
    advance: async advanceMs => void (await control('POST', 'clock', { advanceMs })),
    async close() {
      child.kill()
      await once(child, 'close')
    },
  }
}
