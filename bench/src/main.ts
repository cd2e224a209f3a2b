import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { measureCommand } from './command/measure-command'
import { measureFetch } from './fetch/measure-fetch'
import { environment } from './harness/environment'
import { fullSizes, quickSizes } from './harness/sizes'
import { measureHerds } from './herd/measure-herd'
import { measureRedis } from './redis/measure-redis'
import { documents } from './report/documents'
import { writeResults } from './report/write-results'
import type { Results } from './results'
import { measureStarts } from './starts/measure-starts'
import { measureIdentities, measureToken } from './token/measure-token'
import { measureWeight } from './weight/measure-weight'

// main.js FOLDER [--quick]: measures everything and writes document, plots and results into the folder.
const [folder = '', mode] = process.argv.slice(2)
const sizes = mode === '--quick' ? quickSizes : fullSizes
const start = performance.now()

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`${what} ... `)
  const began = performance.now()
  const result = await work()
  process.stderr.write(`${Math.round((performance.now() - began) / 1000)} s\n`)
  return result
}

const before = environment()
const measured = {
  tokens: await timed('A token in memory', () => measureToken(sizes)),
  fetches: await timed('A request with a warm token', () => measureFetch(sizes)),
  herds: await timed('Many callers without a token', () => measureHerds(sizes)),
  identities: await timed('Many identities', () => measureIdentities(sizes)),
  redis: await timed('A store in Redis', () => measureRedis(sizes)),
  starts: await timed('Cold processes', () => measureStarts(sizes)),
  weights: await timed('Import time and size', () => measureWeight(sizes)),
  command: await timed('Start of the command', () => measureCommand(sizes)),
}
const seconds = Math.round((performance.now() - start) / 1000)
const results: Results = { environment: before, sizes, ...measured, seconds }

await mkdir(folder, { recursive: true })
const written = writeResults(results)
await writeFile(join(folder, 'benchmarks.json'), written)
for (const [name, text] of documents(JSON.parse(written))) await writeFile(join(folder, name), text)
process.stderr.write(`Written to ${folder} after ${seconds} s\n`)
