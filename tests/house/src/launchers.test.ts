import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runsAllTests } from '../../../vitest.extents.ts'
import { root } from './root'

const lib = pathToFileURL(join(root, 'scripts', 'lib', 'launchers.mjs')).href
// Runs its argument in a shell, and leaves that running when a signal ends it: as npx and pnpm do.
const launcher = `import { spawn } from 'node:child_process'
if (process.env.TITLE) process.title = process.env.TITLE
spawn('/bin/sh', ['-c', process.argv[2] + '; true'], { stdio: 'inherit', env: { ...process.env, TITLE: '' } })
`
const program = `import { endWithLaunchers } from '${lib}'
endWithLaunchers()
setInterval(() => {}, 1000)
process.once('SIGTERM', () => process.stdout.write('ended\\n', () => process.exit()))
process.stdout.write('ready ' + process.pid + '\\n')
`

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'launchers-'))
  await Promise.all([
    writeFile(join(folder, 'pnpm.mjs'), launcher),
    writeFile(join(folder, 'other.mjs'), launcher),
    writeFile(join(folder, 'program.mjs'), program),
  ])
})

afterAll(() => rm(folder, { recursive: true }))

/** Starts the program below these launchers, the topmost first; its output and its end are those of all of them. */
async function start(launchers: readonly string[], title = '') {
  const [top = '', ...below] = [...launchers, 'program.mjs'].map(name => join(folder, name))
  const rest = below.reduceRight(
    (inner, file) => `node ${file}${inner && ` '${inner.replaceAll("'", `'\\''`)}'`}`,
    '',
  )
  const child = spawn(process.execPath, [top, rest], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TITLE: title },
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    out += text
  })
  const closed = once(child, 'close').then(() => out)
  while (!/ready \d+\n/.test(out)) await once(child.stdout, 'data')
  return { child, closed, pid: Number(/ready (\d+)/.exec(out)?.[1]) }
}

describe.runIf(runsAllTests && process.platform !== 'win32')('a program of `pnpm run`', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)('ends when pnpm is ended with %s', async signal => {
    const { child, closed } = await start(['pnpm.mjs'])
    child.kill(signal)
    expect(await closed).toMatch(/ended\n$/)
  })

  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'ends, and pnpm with it, when npx above it is ended with %s',
    async signal => {
      const { child, closed } = await start(['other.mjs', 'pnpm.mjs'], 'npm exec pnpm@10')
      child.kill(signal)
      expect(await closed).toMatch(/ended\n$/)
    },
  )

  test('outlives who started pnpm', async () => {
    const { child, closed, pid } = await start(['other.mjs', 'pnpm.mjs'])
    child.kill()
    await once(child, 'exit')
    // Longer than the watch takes to see that somebody is gone.
    await new Promise(resolve => setTimeout(resolve, 600))
    expect(process.kill(pid, 0)).toBe(true)
    process.kill(pid)
    expect(await closed).toMatch(/ended\n$/)
  })
})
