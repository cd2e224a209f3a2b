import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../failures/usage-error.js'
import type { Invocation } from '../program/definition.js'

/** Runs the emulator: that of the project in the working directory, else the one beside this command. */
export function run({ args, io }: Invocation): Promise<number> {
  const child = spawn(process.execPath, [emulatorFile(), ...args], { stdio: 'inherit' })
  io.signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  })
}

function emulatorFile(): string {
  for (const from of [pathToFileURL(join(process.cwd(), 'package.json')).href, import.meta.url]) {
    try {
      const manifest = createRequire(from).resolve('@looker-auth/emulator/package.json')
      return join(dirname(manifest), 'bin', 'looker-auth-emulator.js')
    } catch {}
  }
  throw new UsageError(
    'The package @looker-auth/emulator is not installed.',
    'Install it: npm install --save-dev @looker-auth/emulator (or with -g, beside looker-auth).',
  )
}
