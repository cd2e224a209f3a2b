import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createEmulator, type EmulatorServer } from '@looker-auth/emulator'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from './root'
import { type Snippet, snippets } from './snippets'

// Below this package, so that the snippets' imports resolve as they would in a user's project.
const folder = fileURLToPath(new URL('../node_modules/.snippets', import.meta.url))
const all = snippets()
const fileOf = ({ place, language }: Snippet) =>
  join(folder, `${place.replaceAll(/\W+/g, '-')}.${language === 'ts' ? 'mts' : 'mjs'}`)

let emulator: EmulatorServer

beforeAll(async () => {
  emulator = await createEmulator().listen()
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await Promise.all(all.map(snippet => writeFile(fileOf(snippet), snippet.code)))
})

afterAll(() => emulator.close())

test('the first 25 lines of the README show both commands and the quick start', () => {
  const top = readFileSync(join(root, 'README.md'), 'utf8').split('\n').slice(0, 25).join('\n')
  expect(top).toMatch(/^npx --yes pnpm@10 start /m)
  expect(top).toMatch(/^npx --yes pnpm@10 test /m)
  expect(top).toContain(all[0]?.code)
})

test('every TypeScript snippet of the documents compiles', () => {
  const files = all.filter(({ language }) => language === 'ts').map(fileOf)
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  })
  const host = {
    getCanonicalFileName: (name: string) => name,
    getCurrentDirectory: () => folder,
    getNewLine: () => '\n',
  }
  expect(ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), host)).toBe('')
}, 60_000)

describe('a snippet runs, against the emulator:', () => {
  test.each(all.map(snippet => [snippet.place, snippet] as const))('%s', async (_, snippet) => {
    const file = fileOf(snippet).replace(/\.mts$/, '.run.mjs')
    if (snippet.language === 'ts') await writeFile(file, transpiled(snippet.code))
    const env = {
      ...process.env,
      LOOKERSDK_BASE_URL: emulator.url,
      LOOKERSDK_CLIENT_ID: 'lookeremulatoradmin1',
      LOOKERSDK_CLIENT_SECRET: 'lookeremulatorsecret0001',
    }
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder, env })
    for (const [, expected] of snippet.code.matchAll(/console\.error\(.*\) \/\/ (\w+),/g))
      expect(stderr).toContain(expected)
    for (const [, expected] of snippet.code.matchAll(/console\.log\(.*\) \/\/ (\d+)$/gm))
      expect(stdout).toContain(expected)
  })
})

function transpiled(code: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
  return ts.transpileModule(code, { compilerOptions }).outputText
}
