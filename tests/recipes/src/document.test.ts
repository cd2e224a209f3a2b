import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))
const text = readFileSync(new URL('../../../docs/recipes.md', import.meta.url), 'utf8')
const blocks = [...text.matchAll(/^```(\w+) (\S+)\n(.*?)^```/gms)].map(([, , file = '', code]) => ({
  file,
  code,
}))

test.each(blocks)('the document shows $file as it is run', ({ file, code }) => {
  expect(code).toBe(readFileSync(folder + file, 'utf8'))
})

test('every recipe is in the document, and no block of code but theirs', () => {
  const helpers = ['looker.ts', 'next-app.ts', 'nock-cases.ts', 'passing-scenes.ts', 'under-global-agent.mjs']
  const isRecipe = (name: string) => name === 'refused.test.ts' || !name.includes('.test.')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name =>
    name.replaceAll('\\', '/'),
  )
  // Those of docs/embed.md have a document of their own.
  const isOther = (name: string) => helpers.includes(name) || name.startsWith('embed/')
  const recipes = files.filter(name => name.includes('.') && isRecipe(name) && !isOther(name))
  expect(blocks.map(({ file }) => file).sort()).toEqual(recipes.sort())
  // What tests cannot run as a file: commands and settings of other programs.
  expect([...text.matchAll(/^```(?!(?:sh|json)$)\w+$/gm)]).toEqual([])
})
