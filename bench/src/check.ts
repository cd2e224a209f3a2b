import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { documents } from './report/documents'
import type { Results } from './results'

// check.js FOLDER: whether the documents in it are those that their results give.
const [folder = ''] = process.argv.slice(2)
const results = JSON.parse(await readFile(join(folder, 'benchmarks.json'), 'utf8')) as Results
for (const [name, text] of documents(results)) {
  const there = await readFile(join(folder, name), 'utf8').catch(() => '')
  if (there.replaceAll('\r\n', '\n') === text) continue
  process.stderr.write(`${join(folder, name)} is not what benchmarks.json gives. Run: pnpm bench\n`)
  process.exitCode = 1
}
