import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { Command, InvalidArgumentError } from 'commander'
import { createEmulator } from './create-emulator'
import { anOrigin } from './http/cors'
import type { EmulatorServer, ListenOptions } from './http/listen'
import { aHost } from './http/serving'
import type { Check } from './input/check'
import type { Seed } from './seed/seed'

/** The port of Looker's API on older hosts. */
const API_PORT = 19_999

interface Flags {
  readonly port: number
  readonly host: string
  readonly seed?: string
  readonly control: boolean
  readonly webPort?: number
  readonly allowOrigin?: readonly string[]
  readonly tlsKey?: string
  readonly tlsCert?: string
}

function aPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535; 0 takes any free port.')
}

/** A flag's text, which must pass the check. */
const checked =
  (check: Check) =>
  (text: string): string => {
    const problem = check(text)
    if (problem === undefined) return text
    throw new InvalidArgumentError(`It ${problem}.`)
  }

const aFile: Check = text => (text === '' ? 'must be the path of a file' : undefined)

const withOrigin = (origin: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  checked(anOrigin)(origin),
]

/** Reads the flags. Wrong ones end the process with a message and the usage, as does --help. */
export function parseFlags(argv: readonly string[]): Flags {
  return new Command('looker-auth-emulator')
    .description('A local Looker API auth server. Prints one JSON line with its url when it is ready.')
    .option('--port <number>', 'port to listen on; 0 takes any free port', aPort, API_PORT)
    .option('--host <address>', 'address to listen on', checked(aHost), '127.0.0.1')
    .option('--web-port <number>', 'serve the web pages on this port, and only the API on the other', aPort)
    .option(
      '--allow-origin <origin...>',
      'origins whose pages may call the API, besides those of the seed',
      withOrigin,
    )
    .option(
      '--seed <file>',
      'JSON file with users, apiKeys, oauthClientApps and options (see docs/emulator.md)',
      checked(aFile),
    )
    .option('--tls-key <file>', 'serve HTTPS with the private key in this PEM file', checked(aFile))
    .option('--tls-cert <file>', 'the certificate of this key, a PEM file', checked(aFile))
    .option('--control', 'serve the control endpoints under /__emulator', false)
    .allowExcessArguments(false)
    .showHelpAfterError()
    .parse(argv, { from: 'user' })
    .opts<Flags>()
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

function read(what: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`The ${what} file ${file} cannot be read (${codeOf(error)})`)
  }
}

function readSeed(file: string): Seed {
  const text = read('seed', file)
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the file, which may hold a secret.
    throw new Error(`The seed file ${file} is not valid JSON`)
  }
}

function readTls({ tlsKey, tlsCert }: Flags): ListenOptions['tls'] {
  if (tlsKey === undefined && tlsCert === undefined) return undefined
  if (tlsKey === undefined || tlsCert === undefined) {
    throw new Error('HTTPS needs both --tls-key and --tls-cert; give the other one too')
  }
  const tls = { key: read('key', tlsKey), cert: read('certificate', tlsCert) }
  try {
    createSecureContext(tls)
  } catch (error) {
    throw new Error(
      `${tlsKey} and ${tlsCert} are no private key with its certificate, without a passphrase, in PEM format (${codeOf(error)})`,
    )
  }
  return tls
}

const listenProblem = (error: unknown, { host, port }: ListenOptions, flag: string): Error => {
  const code = codeOf(error)
  if (code === 'EADDRINUSE') {
    return new Error(`Port ${port} on ${host} is taken; choose another with ${flag}, or 0 for any free one`)
  }
  return new Error(`Cannot listen on ${host}:${port} (${code})`)
}

/** Starts an emulator as the flags say; the line is what to print when it is ready. */
export async function start(flags: Flags): Promise<{ readonly line: string; close(): Promise<void> }> {
  const tls = readTls(flags)
  const emulator = createEmulator({
    control: flags.control,
    seed: flags.seed === undefined ? undefined : readSeed(flags.seed),
  })
  for (const origin of flags.allowOrigin ?? []) emulator.allowedOrigins.add(origin)
  const { host, port, webPort } = flags
  const servers: EmulatorServer[] = []
  const close = async () => void (await Promise.all(servers.map(server => server.close())))
  const open = async (options: ListenOptions, flag: string): Promise<string> => {
    const server = await emulator.listen({ host, tls, ...options }).catch(async (error: unknown) => {
      await close()
      throw listenProblem(error, { host, ...options }, flag)
    })
    servers.push(server)
    return server.url
  }
  const url = await open({ port, serve: webPort === undefined ? 'both' : 'api' }, '--port')
  const webUrl = webPort === undefined ? url : await open({ port: webPort, serve: 'web' }, '--web-port')
  return { line: JSON.stringify({ url, webUrl, control: flags.control }), close }
}
