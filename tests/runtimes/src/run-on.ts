import { execFile, spawn } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { programOf } from './install'
import type { Results } from './run-suite'

const run = promisify(execFile)

/** Runs the bundled suite on Bun. */
export async function onBun(bundle: string, emulatorUrl: string): Promise<Results> {
  return lastLine((await run(programOf('bun'), ['run', bundle, emulatorUrl])).stdout)
}

/** Runs the bundled suite on Deno, which may reach the emulator and nothing else: no file, no variable, no other host. */
export async function onDeno(bundle: string, emulatorUrl: string): Promise<Results> {
  const allowed = `--allow-net=${new URL(emulatorUrl).host}`
  const args = ['run', '--no-prompt', '--no-config', '--no-remote', '--no-npm', allowed, bundle, emulatorUrl]
  return lastLine(
    (await run(programOf('deno'), args, { env: { ...process.env, DENO_NO_UPDATE_CHECK: '1' } })).stdout,
  )
}

/** Runs the bundled suite as a worker without Node compatibility. */
export async function onWorkerd(bundle: string, emulatorUrl: string): Promise<Results> {
  const config = join(dirname(bundle), 'worker.capnp')
  const modules = (await readdir(dirname(bundle))).filter(name => name.endsWith('.mjs'))
  await writeFile(config, workerdConfig(basename(bundle), modules))
  const worker = spawn(
    programOf('workerd'),
    ['serve', config, '--control-fd=3', '--socket-addr=main=127.0.0.1:0'],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    },
  )
  try {
    const port = await listeningPort(worker.stdio[3] as Readable)
    const answer = await fetch(`http://127.0.0.1:${port}/?emulator=${encodeURIComponent(emulatorUrl)}`)
    if (!answer.ok) throw new Error(`workerd answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Results
  } finally {
    worker.kill('SIGKILL')
  }
}

function workerdConfig(main: string, modules: readonly string[]): string {
  const mainFirst = [main, ...modules.filter(name => name !== main)]
  const list = mainFirst.map(name => `(name = "${name}", esModule = embed "${name}")`).join(', ')
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "suite", worker = .suite),
    (name = "local", network = (allow = ["private"])),
  ],
  sockets = [(name = "main", address = "127.0.0.1:0", http = (), service = "suite")],
);

const suite :Workerd.Worker = (
  modules = [${list}],
  compatibilityDate = "2025-01-01",
  globalOutbound = "local",
);
`
}

/** workerd reports each socket it opens as a line of JSON. */
async function listeningPort(control: Readable): Promise<number> {
  let text = ''
  for await (const chunk of control) {
    text += chunk
    const port = /"socket":"main","port":(\d+)/.exec(text)?.[1]
    if (port !== undefined) return Number(port)
  }
  throw new Error('workerd ended before it listened.')
}

function lastLine(output: string): Results {
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Results
}
