// `pnpm sizes`: what a user's bundle costs, minified and gzipped, against the ceilings in sizes.json. `--record [reason]`
// accepts the sizes as they are now.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { recordSizes, sizeProblem } from './lib/size-ratchet.mjs'

const listPath = fileURLToPath(new URL('sizes.json', import.meta.url))
/** @type {import('./lib/size-ratchet.mjs').WatchedSize[]} */
const entries = JSON.parse(await readFile(listPath, 'utf8'))

/** @param {string} entry */
async function bundledBytes(entry) {
  const { outputFiles } = await build({
    // A workspace package that depends on all of ours, so that the names resolve as they do for a user.
    stdin: { contents: entry, resolveDir: fileURLToPath(new URL('../tests/house', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // Else core's own paths would choose the sentences.
    tsconfigRaw: '{}',
    // A page's production build has the short sentences; core alone is measured with the long ones.
    conditions: entry.includes('/browser') ? ['production'] : [],
    ...(entry.includes('/browser') ? {} : { platform: 'neutral', mainFields: ['module', 'main'] }),
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

const sizes = await Promise.all(entries.map(({ entry }) => bundledBytes(entry)))

for (const [index, { name, recordedBytes, ceilingBytes }] of entries.entries()) {
  const columns = [`${sizes[index]} bytes`, `recorded ${recordedBytes}`, `ceiling ${ceilingBytes}`, name]
  process.stdout.write(`${columns.map(column => column.padEnd(16)).join(' ')}\n`)
}

const record = process.argv.indexOf('--record')
if (record === -1) {
  const problems = entries.flatMap((entry, index) => sizeProblem(entry, sizes[index] ?? 0) ?? [])
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  if (problems.length > 0) process.exitCode = 1
} else {
  const recorded = recordSizes(entries, sizes, process.argv[record + 1])
  await writeFile(listPath, `${JSON.stringify(recorded, null, 2)}\n`)
}
