// Puts one deliberate fault after another into a copy of core, and expects core's tests to catch each: `pnpm mutants`.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mutants } from './lib/mutants.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const only = process.argv.slice(2)
const chosen = mutants.filter(({ name }) => only.length === 0 || only.some(word => name.includes(word)))

/**
 * A copy of core that its tests can run in.
 * @returns {Promise<string>}
 */
async function copyCore() {
  const folder = await mkdtemp(join(tmpdir(), 'looker-auth-mutant-'))
  const core = join(folder, 'packages', 'core')
  const left = ['node_modules', 'dist', '.turbo']
  await cp(join(root, 'packages/core'), core, {
    recursive: true,
    filter: source => !left.some(name => source.endsWith(`/core/${name}`)),
  })
  for (const name of ['vitest.base.ts', 'vitest.extents.ts', 'tsconfig.base.json'])
    await cp(join(root, name), join(folder, name))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await symlink(join(root, 'packages/core/node_modules'), join(core, 'node_modules'))
  return folder
}

/**
 * @param {string} core
 * @param {readonly { file: string, find: string, put: string }[]} edits
 */
async function apply(core, edits) {
  for (const { file, find, put } of edits) {
    const path = join(core, 'src', file)
    const text = await readFile(path, 'utf8')
    if (text.split(find).length !== 2)
      throw new Error(`"${find}" does not stand once in ${file}: bring the fault up to date`)
    await writeFile(
      path,
      text.replace(find, () => put),
    )
  }
}

/**
 * Whether the tests there pass, and which one is the first that does not.
 * @param {string} core
 * @returns {Promise<{ pass: boolean, ran: number, first: string }>}
 */
async function runTests(core) {
  const report = join(core, 'report.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const tests = ['src', 'test/session', 'test/embed']
  const flags = ['run', ...tests, '--reporter=json', `--outputFile=${report}`, '--bail=1']
  const child = spawn(process.execPath, [vitest, ...flags], {
    cwd: core,
    stdio: 'ignore',
    // A fault that only the long forms catch is not caught where it counts.
    env: { ...process.env, LOOKER_AUTH_TESTS: 'short' },
  })
  const code = await new Promise(resolve => child.once('close', resolve))
  /** @type {{ numPassedTests: number, numFailedTests: number, testResults: { assertionResults: { status: string, fullName: string }[] }[] }} */
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(await readFile(report, 'utf8'))
  const failed = testResults.flatMap(file => file.assertionResults).find(({ status }) => status === 'failed')
  // The report does not count what happens outside of tests, but the exit code does.
  const first =
    failed?.fullName ?? (code === 0 ? '' : 'an unhandled rejection, or an error outside of any test')
  return { pass: code === 0, ran: numPassedTests + numFailedTests, first }
}

/**
 * @param {readonly { file: string, find: string, put: string }[]} edits
 * @returns {Promise<{ verdict: string, by: string }>}
 */
async function judge(edits) {
  const folder = await copyCore()
  const core = join(folder, 'packages', 'core')
  try {
    await apply(core, edits)
    const { pass, ran, first } = await runTests(core)
    if (ran === 0) return { verdict: 'BROKEN', by: 'no test ran' }
    return pass ? { verdict: 'MISSED', by: '' } : { verdict: 'caught', by: first }
  } catch (error) {
    return { verdict: 'BROKEN', by: String(error) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @param {string} verdict @param {string} name @param {string} by */
const row = (verdict, name, by) =>
  process.stdout.write(`| ${verdict.padEnd(7)} | ${name.padEnd(42)} | ${by}\n`)

const sound = await judge([])
if (sound.verdict !== 'MISSED') {
  process.stderr.write(
    `Without any fault the tests do not pass (${sound.by}): nothing can be said of faults.\n`,
  )
  process.exit(1)
}
row('verdict', 'fault', 'first test that fails')
let caught = 0
for (const { name, edits } of chosen) {
  const { verdict, by } = await judge(edits)
  if (verdict === 'caught') caught++
  row(verdict, name, by)
}
process.stdout.write(`${caught} of ${chosen.length} faults caught\n`)
process.exitCode = caught === chosen.length ? 0 : 1
