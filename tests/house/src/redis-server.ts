import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Starts a redis-server on a free port of 127.0.0.1; undefined where there is none to start. */
export async function startRedis() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-redis-'))
  const flags = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  const child = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'ignore'] })
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('Ready to accept connections')) return true
    }
    return false
  })()
  const started = await Promise.race([ready, once(child, 'error').then(() => false)])
  const close = async (): Promise<void> => {
    if (started && child.kill('SIGKILL')) await once(child, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
  child.stdout.resume()
  if (started) return { url: `redis://127.0.0.1:${port}`, close }
  await close()
  return undefined
}
