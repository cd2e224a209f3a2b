// `node scripts/turbo.mjs test`: runs a task in every package that has it.
import { exitCode, startTurbo } from './lib/turbo.mjs'

const [task = '', ...rest] = process.argv.slice(2)
const isTest = task.startsWith('test')

/** @param {readonly string[]} args */
const turbo = args =>
  exitCode(startTurbo([...args, '--continue=dependencies-successful', '--log-order=grouped'], 'inherit'))

// Packages are built side by side, but tested one after the other: each suite has processes or browsers of its own.
const built = isTest ? await turbo(['build', '--concurrency=100%', ...rest]) : 0
process.exitCode = built || (await turbo([task, ...rest, `--concurrency=${isTest ? 1 : '100%'}`]))
