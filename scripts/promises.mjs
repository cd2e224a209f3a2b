// Writes the lists of tests into docs/promises.md, from the tags above the tests; with `--check` only says whether they are up to date.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { fillPage, findTaggedTests } from './lib/promises.mjs'

const root = new URL('..', import.meta.url)
const path = fileURLToPath(new URL('docs/promises.md', root))

/**
 * The TypeScript files below a folder, sorted.
 *
 * @param {string} folder From the root, without a slash at its end.
 * @returns {Promise<string[]>}
 */
async function filesBelow(folder) {
  const entries = await readdir(new URL(`${folder}/`, root), { withFileTypes: true })
  const files = entries
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist')
    .map(async entry => {
      const file = `${folder}/${entry.name}`
      if (entry.isDirectory()) return filesBelow(file)
      return /\.tsx?$/.test(file) ? [file] : []
    })
  return (await Promise.all(files)).flat().sort()
}

const files = (await Promise.all(['apps', 'packages', 'tests'].map(filesBelow))).flat()
const found = await Promise.all(
  files.map(async file => {
    const text = await readFile(new URL(file, root), 'utf8')
    return text.includes('@promise') ? findTaggedTests(file, text) : { tests: [], problems: [] }
  }),
)
const page = await readFile(path, 'utf8')
const { text, problems } = fillPage(
  page,
  found.flatMap(({ tests }) => tests),
)
const sentences = [...found.flatMap(file => file.problems), ...problems]
const isCheck = process.argv.includes('--check')
if (isCheck && sentences.length === 0 && text !== page)
  sentences.push(
    'docs/promises.md does not list the tests as they are tagged: run `pnpm generate` and commit it.',
  )

if (sentences.length > 0) {
  process.stderr.write(sentences.map(sentence => `${sentence}\n`).join(''))
  process.exitCode = 1
} else if (!isCheck) {
  await writeFile(path, text)
}
