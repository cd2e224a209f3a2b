#!/usr/bin/env node
import { parseFlags, start } from './command-line'

try {
  const { line, close } = await start(parseFlags(process.argv.slice(2)))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void close().then(() => process.exit(0)))
  }
  process.stdout.write(`${line}\n`)
} catch (error) {
  process.stderr.write(`looker-auth-emulator: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
