import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const turboBin = join(dirname(createRequire(import.meta.url).resolve('turbo/package.json')), 'bin', 'turbo')

/**
 * Starts `turbo run` without its banners. They are switched off here because only the environment can do it, and a
 * package.json script that sets a variable does not run on Windows.
 *
 * @param {readonly string[]} args
 * @param {import('node:child_process').StdioOptions} stdio
 */
export function startTurbo(args, stdio) {
  return spawn(process.execPath, [turboBin, 'run', ...args, '--env-mode=loose', '--log-prefix=none'], {
    stdio,
    env: {
      ...process.env,
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
      TURBO_PRINT_VERSION_DISABLED: '1',
    },
  })
}

/**
 * Resolves to the exit code.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
export function exitCode(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve(code ?? 1))
  })
}
