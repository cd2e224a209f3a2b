// `node scripts/turbo.mjs test`: runs a task in every package that has it.
import { exitCode, startTurbo } from './lib/turbo.mjs'

const shared = ['--continue=dependencies-successful', '--log-order=grouped', '--concurrency=100%']
process.exitCode = await exitCode(startTurbo([...process.argv.slice(2), ...shared], 'inherit'))
