// `node scripts/turbo.mjs test`: builds, then runs the tests of every package. Any other task is run in every package that has it.
import { exitCode, startTurbo } from './lib/turbo.mjs'

/** Packages whose tests start processes or browsers: they run one after the other, beside the other packages. Node's wait most, and come first. */
const heavy = ['@looker-auth/node', '@looker-auth/browser', '@looker-auth/demo']

const [task = '', ...rest] = process.argv.slice(2)

/** @param {readonly string[]} args */
const turbo = args =>
  exitCode(startTurbo([...args, '--continue=dependencies-successful', '--log-order=grouped'], 'inherit'))

async function runTests() {
  const built = await turbo(['build', '--concurrency=100%', ...rest])
  if (built !== 0) return built
  const chosen = rest.some(arg => arg.startsWith('--filter'))
  if (chosen) return turbo([task, '--concurrency=1', ...rest])
  const only = (/** @type {readonly string[]} */ filters) =>
    turbo([task, '--concurrency=1', '--only', ...filters, ...rest])
  const oneByOne = async () => {
    let highest = 0
    for (const name of heavy) highest = Math.max(highest, await only([`--filter=${name}`]))
    return highest
  }
  const codes = await Promise.all([oneByOne(), only(heavy.map(name => `--filter=!${name}`))])
  return Math.max(...codes)
}

process.exitCode = task === 'test' ? await runTests() : await turbo([task, ...rest, '--concurrency=100%'])
