import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, test } from 'vitest'
import { tempFolders } from '../store/temp-folder'

const missing = !isThere('redis-server')

/** Whether a real redis-server can be started. */
function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A suite that needs a real redis-server: skipped, with a line that says so, where there is none; in CI that is a failure. */
export function describeRedis(name: string, suite: () => void): void {
  if (missing) console.warn(`Skipped: ${name}, for there is no redis-server here.`)
  test.runIf(process.env.CI)(`CI has a redis-server for: ${name}`, () => expect(missing).toBe(false))
  describe.skipIf(missing)(name, suite)
}

/** A real redis-server on a free port of 127.0.0.1. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  signal(signal: NodeJS.Signals): void
  /** Ends it, and starts another one on the same port; what it kept in memory is lost. */
  restart(): Promise<void>
}

/** Starts servers, each in a folder of its own; they end, and the folders are gone, when the test file is over. */
export function redisServers(): (...settings: string[]) => Promise<RedisServer> {
  const newFolder = tempFolders()
  const running = new Set<ChildProcess>()
  const end = async (child: ChildProcess): Promise<void> => {
    running.delete(child)
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  afterAll(() => Promise.all([...running].map(end)))

  const start = async (port: number, settings: readonly string[]): Promise<ChildProcess> => {
    const folder = await newFolder()
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
    const child = spawn(
      'redis-server',
      [...flags, '--appendonly', 'no', '--unixsocket', join(folder, 'socket'), ...settings],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
    running.add(child)
    const said: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line)
      if (line.includes('Ready to accept connections')) {
        child.stdout.resume()
        return child
      }
    }
    running.delete(child)
    throw new Error(`redis-server did not start:\n${said.join('\n')}`)
  }

  return async (...settings) => {
    // Somebody may be faster to take the port that was free a moment ago.
    for (let tries = 1; ; tries++) {
      const port = await freePort()
      try {
        let child = await start(port, settings)
        return {
          port,
          url: `redis://127.0.0.1:${port}`,
          signal: signal => void child.kill(signal),
          async restart() {
            await end(child)
            child = await start(port, settings)
          },
        }
      } catch (error) {
        if (tries === 5) throw error
      }
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('unreachable')
  return address.port
}
