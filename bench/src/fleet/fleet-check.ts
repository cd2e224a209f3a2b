import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { documents } from './documents'
import type { FleetResults } from './results'

// fleet-check.js FOLDER: whether section and plots in it are those that their results give.
const [folder = ''] = process.argv.slice(2)
const read = async (name: string): Promise<string> => {
  const text = await readFile(join(folder, name), 'utf8').catch(() => '')
  return text.replaceAll('\r\n', '\n')
}
const results = JSON.parse(await read('fleet.json')) as FleetResults
for (const [name, text] of documents(results, await read('fleet.md'))) {
  if ((await read(name)) === text) continue
  process.stderr.write(`${join(folder, name)} is not what fleet.json gives. Run: pnpm simulate:fleet\n`)
  process.exitCode = 1
}
