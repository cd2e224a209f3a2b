import { addAbortSignal } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Env } from '@looker-auth/node'

/** What the command reads from and writes to. */
export interface Io {
  readonly env: Env
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Aborts when the user ends the command (Ctrl-C). */
  readonly signal: AbortSignal
  /** False with --no-color. */
  readonly color?: boolean | undefined
}

/** Writes to stdout; a reader that is slow or gone is waited for, or ends the command. */
export function print(io: Io, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    io.stdout.write(text, error => (error ? reject(error) : resolve()))
  })
}

/** Writes a line for the user, who may have sent stdout elsewhere. */
export function tell(io: Io, line: string): void {
  io.stderr.write(`${line}\n`)
}

/** Data for a program. */
export function printJson(io: Io, value: unknown): Promise<void> {
  return print(io, `${JSON.stringify(value, undefined, 2)}\n`)
}

/**
 * All of stdin.
 *
 * @throws what ended it, where the user ended the command.
 */
export function readInput({ stdin, signal }: Io): Promise<Buffer> {
  return buffer(addAbortSignal(signal, stdin))
}
