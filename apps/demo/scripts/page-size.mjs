// What a visitor's browser loads to run the pages: their scripts, gzipped, everything included. The page of embedded dashboards loads the
// official client too, and no other page does.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const folder = fileURLToPath(new URL('../dist/page/', import.meta.url))
/** Entries by the name of their source: the script of each, and the entries that it imports. */
const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, 'utf8'))

const parts = [
  { what: 'every page', source: 'index.html', ceilingBytes: 90 * 1024 },
  { what: 'a frame', source: 'embed/show-dashboard.ts', ceilingBytes: 20 * 1024 },
]

/** The scripts of an entry, and of all that it imports at once. */
function scriptsOf(source, found = new Set()) {
  const { file, imports = [] } = manifest[source]
  if (found.has(file)) return found
  found.add(file)
  for (const imported of imports) scriptsOf(imported, found)
  return found
}

const known = new Set()
for (const { what, source, ceilingBytes } of parts) {
  const scripts = [...scriptsOf(source)].filter(file => !known.has(file))
  for (const file of scripts) known.add(file)
  const sizes = scripts.map(file => gzipSync(readFileSync(folder + file), { level: 9 }).length)
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  process.stdout.write(`${what}: ${bytes} bytes of script, gzipped; ceiling ${ceilingBytes}\n`)
  if (bytes === 0 || bytes > ceilingBytes) {
    process.stderr.write('The page loads too much script: see what grew, and leave it out.\n')
    process.exitCode = 1
  }
}
const unknown = Object.values(manifest).filter(({ file }) => file.endsWith('.js') && !known.has(file))
if (unknown.length > 0) {
  process.stderr.write(`No ceiling is set for ${unknown.map(({ file }) => file).join(', ')}.\n`)
  process.exitCode = 1
}
