import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

/** A message of a worker. */
export type Message = Readonly<Record<string, unknown>>

/** A worker process that talks in lines of JSON. */
export interface Worker {
  send(message: Message): void
  /** The next message not yet taken. Rejects when the process ends before it comes. */
  next(): Promise<Message>
  signal(signal: NodeJS.Signals): void
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
  /** What it wrote to stderr so far. */
  errors(): string
}

/** The API key of the emulator's default seed, of user 1. */
export const credentials = { clientId: 'lookeremulatoradmin1', clientSecret: 'lookeremulatorsecret0001' }

/** Starts processes; those that are left are killed when the test file is over. */
export function processes() {
  const running = new Set<ChildProcess>()
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL')
  })

  const start = (command: readonly string[]): Worker => {
    const [program = '', ...flags] = command
    const child = spawn(program, flags, { stdio: ['pipe', 'pipe', 'pipe'] })
    running.add(child)
    const ended = once(child, 'close').then(([code, signal]) => {
      running.delete(child)
      return { code, signal }
    })
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', text => {
      errors += text
    })
    child.stdin.on('error', () => {})
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    return {
      send: message => void child.stdin.write(`${JSON.stringify(message)}\n`),
      async next() {
        const { value, done } = await lines.next()
        if (done) throw new Error(`The process ended: ${JSON.stringify(await ended)} ${errors}`)
        return JSON.parse(value)
      },
      signal: signal => void child.kill(signal),
      ended,
      errors: () => errors,
    }
  }

  const workerCommand = (script: string, settings: Message): string[] => [
    process.execPath,
    fileURLToPath(new URL(script, import.meta.url)),
    JSON.stringify(settings),
  ]

  return {
    start,
    workerCommand,
    worker: (script: string, settings: Message) => start(workerCommand(script, settings)),
    emulator: (...flags: string[]) => startEmulator(start, flags),
  }
}

/** The emulator as a process, which counts for itself. */
async function startEmulator(start: (command: readonly string[]) => Worker, flags: readonly string[]) {
  const bin = fileURLToPath(new URL('../../node_modules/@looker-auth/emulator/dist/bin.js', import.meta.url))
  const { url } = await start([process.execPath, bin, '--port', '0', '--control', ...flags]).next()
  const control = async (path: string, body?: Message): Promise<Message> => {
    const headers = { 'content-type': 'application/json' }
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
    return (await fetch(`${url}/__emulator/${path}`, init)).json() as Promise<Message>
  }
  return {
    baseUrl: String(url),
    stats: () => control('stats') as Promise<Readonly<Record<string, number>>>,
    fault: (fault: Message) => control('faults', fault),
  }
}
