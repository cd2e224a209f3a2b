// `node scripts/run-built.mjs PACKAGE FILE [argument]...`: builds a workspace package, silently unless that fails, and
// then runs one of its built files in this very process, so that signals and standard output are the program's own.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { endWithLaunchers } from './lib/launchers.mjs'
import { exitCode, startTurbo } from './lib/turbo.mjs'

const [packageName, file, ...programArgs] = process.argv.slice(2)
if (packageName === undefined || file === undefined) throw new Error('Expected a package and a file to run.')

endWithLaunchers()

/** @type {Buffer[]} */
const output = []
const build = startTurbo(['build', `--filter=${packageName}`], ['ignore', 'pipe', 'pipe'])
build.stdout?.on('data', chunk => output.push(chunk))
build.stderr?.on('data', chunk => output.push(chunk))
const notice = setTimeout(() => process.stderr.write('Building what is not built yet ...\n'), 1000)
const code = await exitCode(build)
clearTimeout(notice)

if (code === 0) {
  const path = resolve(file)
  process.argv = [process.execPath, path, ...programArgs]
  await import(pathToFileURL(path).href)
} else {
  process.stderr.write(Buffer.concat(output))
  process.exitCode = code
}
