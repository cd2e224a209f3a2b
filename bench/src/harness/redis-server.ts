import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ServerProcess } from './servers'

/** A redis-server that was started for the benchmark. */
export interface RedisProcess extends ServerProcess {
  /** As it says itself: 7.0.15. */
  readonly version: string
}

/** Starts one on a free port of 127.0.0.1; undefined where there is none to start. */
export async function startRedis(): Promise<RedisProcess | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-bench-'))
  const port = await freePort()
  const flags = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  const child = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>(resolve =>
    child.once('exit', () => resolve()).once('error', () => resolve()),
  )
  const close = async (): Promise<void> => {
    child.kill()
    await ended
    await rm(folder, { recursive: true })
  }
  const missing = once(child, 'error').then(([error]) => {
    if (error.code !== 'ENOENT') throw error
    return undefined
  })
  try {
    const version = await Promise.race([versionWhenReady(child.stdout), missing])
    if (version !== undefined) return { url: `redis://127.0.0.1:${port}`, version, close }
  } catch (error) {
    await close()
    throw error
  }
  await close()
  return undefined
}

async function versionWhenReady(output: NodeJS.ReadableStream): Promise<string> {
  let version = ''
  for await (const line of createInterface({ input: output })) {
    version ||= / version=([\d.]+),/.exec(line)?.[1] ?? ''
    if (!line.includes('Ready to accept connections')) continue
    output.resume()
    return version
  }
  throw new Error('redis-server ended before it was ready')
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { readonly port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}
