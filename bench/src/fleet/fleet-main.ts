import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeResults } from '../report/write-results'
import { documents } from './documents'
import type { FleetResults } from './results'
import { fullPlan, quickPlan, type Scenario } from './scenario'
import { type Outcome, simulate } from './simulate'

// fleet-main.js FOLDER [--quick]: simulates everything and writes section, plots and results into the folder.
const [folder = '', mode] = process.argv.slice(2)
const { seed, healthy, compared } = mode === '--quick' ? quickPlan : fullPlan
const start = performance.now()

async function all(scenarios: readonly Scenario[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const scenario of scenarios) {
    const began = performance.now()
    const { processes, identities, name } = scenario
    process.stderr.write(`${processes} processes, ${identities} users ${name} ... `)
    outcomes.push(await simulate(scenario, seed))
    process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1)} s\n`)
  }
  return outcomes
}

const results: FleetResults = { seed, healthy: await all(healthy), compared: await all(compared) }

await mkdir(folder, { recursive: true })
const written = writeResults(results)
await writeFile(join(folder, 'fleet.json'), written)
const page = await readFile(join(folder, 'fleet.md'), 'utf8').catch(() => '')
for (const [name, text] of documents(JSON.parse(written), page)) await writeFile(join(folder, name), text)
process.stderr.write(`Written to ${folder} after ${Math.round((performance.now() - start) / 1000)} s\n`)
