import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { checkFault } from '../src/fault/fault'
import { createEmulator } from '../src/index'
import { optionProblems } from '../src/options'
import { resolveSeed } from '../src/seed/resolve-seed'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const manual = read('../../../docs/emulator.md')
const readme = read('../README.md')
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code)

const run = (code: string) =>
  promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT })

describe('the documents', () => {
  it.each([
    ['README.md', readme],
    ['docs/emulator.md', manual],
  ])('%s has examples in code, which run', async (_, text) => {
    const examples = blocks(text, 'js')
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) expect((await run(example)).stderr).toBe('')
  })

  it('show a seed and a fault that are taken', () => {
    const [seed, fault, ...more] = blocks(manual, 'json').map(text => JSON.parse(text))
    expect(resolveSeed(seed).users).toHaveLength(5)
    expect(checkFault(fault)).toMatchObject({ status: 429 })
    expect(more).toEqual([])
  })

  it('name every option, part of a fault, and count', () => {
    const known = (problems: readonly string[]) =>
      (/known are (.*)\)/.exec(problems.join())?.[1] ?? '').split(', ')
    const faultParts = () => {
      try {
        checkFault({ match: { path: '*' }, unknown: 1 })
      } catch (error) {
        return known([String(error)])
      }
      return []
    }
    const names = [...known(optionProblems({ unknown: 1 }, 'options')), ...faultParts()]
    expect(names.length).toBeGreaterThan(25)
    const counts = Object.keys(createEmulator().stats)
    for (const name of [...names, ...counts])
      expect(manual, name).toMatch(new RegExp(`\`${name}\\b|"${name}"`))
  })
})
