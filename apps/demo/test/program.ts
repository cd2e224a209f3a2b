import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'

const program = fileURLToPath(new URL('../dist/demo.js', import.meta.url))
const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^LOOKER/.test(name)))

/** Starts the demo as `pnpm start` does. */
export function start(...args: string[]) {
  return startWith({}, ...args)
}

export function startWith(env: NodeJS.ProcessEnv, ...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...plain, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    err += text
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    child,
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal, out, err })),
    /** What it prints to open. */
    async address(): Promise<string> {
      await expect.poll(() => out).toMatch(/Ctrl-C ends it/)
      return /The demo is at (\S+)/.exec(out)?.[1] ?? ''
    },
    said: () => out + err,
  }
}

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
}

/** Sends a request whose path and Host are as given: `fetch` would tidy them. */
export function send(
  origin: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const sent = request({ host: hostname, port, method, path, headers }, async answer => {
      let text = ''
      for await (const chunk of answer.setEncoding('utf8')) text += chunk
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text })
    })
    sent.on('error', reject).end(body)
  })
}
