// What a visitor's browser loads to run the page: its scripts, gzipped, everything included.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const ceilingBytes = 90 * 1024
const folder = fileURLToPath(new URL('../dist/page/assets/', import.meta.url))
const scripts = readdirSync(folder).filter(name => name.endsWith('.js'))
const bytes = scripts.reduce(
  (sum, name) => sum + gzipSync(readFileSync(folder + name), { level: 9 }).length,
  0,
)
process.stdout.write(`${bytes} bytes of script, gzipped; ceiling ${ceilingBytes}\n`)
if (scripts.length === 0 || bytes > ceilingBytes) {
  process.stderr.write(
    'The page loads too much script (or was not built): see what grew, and leave it out.\n',
  )
  process.exitCode = 1
}
