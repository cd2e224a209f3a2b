import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string
  close(): Promise<void>
}

/** Starts a program that prints one JSON line with its `url` when it is ready. */
export async function startServer(path: string, args: readonly string[] = []): Promise<ServerProcess> {
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const ended = once(child, 'exit')
  const [line] = await Promise.race([
    once(lines, 'line'),
    ended.then(() => Promise.reject(new Error(`${path} ended before it was ready`))),
  ])
  const { url } = JSON.parse(line) as { url: string }
  return {
    url,
    async close() {
      child.kill()
      await ended
    },
  }
}
