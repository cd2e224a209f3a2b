import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

/** The command as it is installed. */
export const bin = fileURLToPath(new URL('../bin/looker-auth.cjs', import.meta.url))

/** How a process of the command ended. */
export interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

/** A process of the command that runs. */
export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

/** One user's machine: a home folder, a working folder, an environment. */
export class Place {
  readonly home = mkdtempSync(join(tmpdir(), 'looker-auth-'))
  readonly env: Record<string, string>

  /** @param env Beside what the machine has; nothing of LOOKERSDK_* comes from this process. */
  constructor(env: Readonly<Record<string, string>> = {}) {
    const { PATH = '', LANG = 'C.UTF-8' } = process.env
    this.env = { PATH, LANG, HOME: this.home, ...env }
  }

  start(args: readonly string[], input?: string): Running {
    const running = this.startOpen(args)
    running.child.stdin?.end(input ?? '')
    return running
  }

  /** Starts a process whose stdin does not end. */
  startOpen(args: readonly string[]): Running {
    const child = spawn(process.execPath, [bin, ...args], { cwd: this.home, env: this.env })
    const [out, err] = [collected(child.stdout), collected(child.stderr)]
    child.stdin.on('error', () => {})
    const ended = new Promise<Ended>(resolve => {
      child.once('close', code => resolve({ stdout: out(), stderr: err(), code }))
    })
    return { child, ended }
  }

  run(args: readonly string[], input?: string): Promise<Ended> {
    return this.start(args, input).ended
  }

  /** Puts a file into the home folder, for its owner only. */
  write(name: string, text: string): string {
    const file = join(this.home, name)
    writeFileSync(file, text, { mode: 0o600 })
    return file
  }

  /** Each file below the home folder: its path there, its text, its mode. */
  files(): readonly { readonly name: string; readonly text: string; readonly mode: number }[] {
    return readdirSync(this.home, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => {
        const file = join(entry.parentPath, entry.name)
        const name = file.slice(this.home.length + 1)
        return { name, text: readFileSync(file, 'utf8'), mode: statSync(file).mode & 0o777 }
      })
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true })
  }
}

/** Makes places, and removes them after the file's tests. */
export function places(): (env?: Readonly<Record<string, string>>) => Place {
  const made: Place[] = []
  afterAll(() => {
    for (const place of made) place.remove()
  })
  return env => {
    const place = new Place(env)
    made.push(place)
    return place
  }
}

function collected(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  stream.on('data', chunk => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString('utf8')
}
