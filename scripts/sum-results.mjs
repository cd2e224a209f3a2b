// `node scripts/sum-results.mjs FOLDER`: the last lines of `.ci/run`, from the reports and exit codes in the folder.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { sumResults } from './lib/sum-results.mjs'

const folder = process.argv[2] ?? '.'
/** @param {string} ending */
const filesWith = ending => readdirSync(folder).filter(name => name.endsWith(ending))
/** @param {string} name */
const text = name => readFileSync(join(folder, name), 'utf8')

const reports = filesWith('.json').map(name => ({ name: basename(name, '.json'), ...JSON.parse(text(name)) }))
const steps = filesWith('.exit').map(name => ({
  name: basename(name, '.exit'),
  exitCode: Number(text(name)),
}))
const { passed, failed, problems } = sumResults(reports, steps)

for (const { name, numPassedTests } of reports) console.log(`${String(numPassedTests).padStart(6)}  ${name}`)
for (const problem of problems) console.log(`FAILED  ${problem}`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && reports.length > 0 ? 0 : 1
