import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { createEmulator } from './emulator'
import type { Seed } from './seed'

/** The port of Looker's API on older hosts. */
const API_PORT = 19_999

interface Flags {
  readonly port: number
  readonly host: string
  readonly seed?: string
  readonly control: boolean
}

function aPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535; 0 takes any free port.')
}

/** Reads the flags. Wrong ones end the process with a message, as does --help. */
export function parseFlags(argv: readonly string[]): Flags {
  return new Command('looker-auth-emulator')
    .description('A local Looker API auth server. Prints one JSON line with its url when it is ready.')
    .option('--port <number>', 'port to listen on; 0 takes any free port', aPort, API_PORT)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--seed <file>', 'JSON file with users, apiKeys and options (see docs/emulator.md)')
    .option('--control', 'serve the control endpoints under /__emulator', false)
    .allowExcessArguments(false)
    .parse(argv, { from: 'user' })
    .opts<Flags>()
}

function readSeed(file: string): Seed {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`The seed file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the file, which may hold a secret.
    throw new Error(`The seed file ${file} is not valid JSON`)
  }
}

const listenProblem = (error: unknown, { host, port }: Flags): Error => {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    return new Error(`Port ${port} on ${host} is taken; choose another with --port, or 0 for any free one`)
  }
  return new Error(`Cannot listen on ${host}:${port} (${code})`)
}

/** Starts an emulator as the flags say; the line is what to print when it is ready. */
export async function start(flags: Flags): Promise<{ readonly line: string; close(): Promise<void> }> {
  const emulator = createEmulator({
    control: flags.control,
    seed: flags.seed === undefined ? undefined : readSeed(flags.seed),
  })
  const server = await emulator.listen({ port: flags.port, host: flags.host }).catch((error: unknown) => {
    throw listenProblem(error, flags)
  })
  return { line: JSON.stringify({ url: server.url, control: flags.control }), close: server.close }
}
