// The suites in their long form, then the deliberate faults. `pnpm prove` takes about an hour.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {string[]} args
 * @returns {Promise<boolean>}
 */
function run(args) {
  const env = { ...process.env, LOOKER_AUTH_TESTS: 'long' }
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', code => resolve(code === 0))
  })
}

const tested = await run(['scripts/turbo.mjs', 'test', ...process.argv.slice(2)])
const caught = await run(['scripts/mutate.mjs'])
process.exitCode = tested && caught ? 0 : 1
