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
  await cp(join(root, 'vitest.base.ts'), join(folder, 'vitest.base.ts'))
  await cp(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'))
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
 * How many tests pass and fail there.
 * @param {string} core
 * @returns {Promise<{ passed: number, failed: number, first: string }>}
 */
async function runTests(core) {
  const report = join(core, 'report.json')
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const flags = ['run', 'src', 'test', '--reporter=json', `--outputFile=${report}`, '--bail=5']
  const child = spawn(process.execPath, [vitest, ...flags], {
    cwd: core,
    stdio: 'ignore',
    env: { ...process.env, LOOKER_AUTH_MUTANT: '1' },
  })
  await new Promise(resolve => child.once('close', resolve))
  const { numPassedTests, numFailedTests, success, testResults } = JSON.parse(await readFile(report, 'utf8'))
  /** @type {{ status: string, fullName: string }[]} */
  const tests = testResults.flatMap(
    (/** @type {{ assertionResults: unknown[] }} */ { assertionResults }) => assertionResults,
  )
  const first =
    tests.find(({ status }) => status === 'failed')?.fullName ?? (success ? '' : 'an unhandled rejection')
  return { passed: numPassedTests, failed: success ? 0 : Math.max(1, numFailedTests), first }
}

/**
 * The tests' verdict on core with these edits.
 * @param {readonly { file: string, find: string, put: string }[]} edits
 */
async function judge(edits) {
  const folder = await copyCore()
  const core = join(folder, 'packages', 'core')
  try {
    await apply(core, edits)
    return await runTests(core)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const sound = await judge([])
if (sound.failed > 0) throw new Error(`The tests fail without a fault: ${sound.first}`)
let missed = 0
for (const { name, edits } of chosen) {
  const { passed, failed, first } = await judge(edits)
  const caught = failed > 0 && passed > 0
  if (!caught) missed++
  process.stdout.write(`${caught ? 'caught' : 'MISSED'}  ${name}${caught ? `  (by: ${first})` : ''}\n`)
}
process.stdout.write(`${chosen.length - missed} of ${chosen.length} faults caught\n`)
process.exitCode = missed === 0 ? 0 : 1
