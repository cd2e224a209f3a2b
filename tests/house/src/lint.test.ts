import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from './root'

interface Diagnostic {
  readonly category: string
  readonly location: { readonly path: string | { readonly file: string } | null }
}

/** Code that breaks one rule of the house each, in the file that would hold it. */
const broken: Record<string, { path: string; code: string; rule: string; beside?: Record<string, string> }> =
  {
    'an import cycle': {
      path: 'packages/core/src/cycle/a.ts',
      code: "import { b } from './b.js'\nexport const a = () => b\n",
      rule: 'suspicious/noImportCycles',
      beside: { 'packages/core/src/cycle/b.ts': "import { a } from './a.js'\nexport const b = () => a\n" },
    },
    'an import cycle of types': {
      path: 'packages/node/src/cycle/a.ts',
      code: "import type { B } from './b.js'\nexport type A = B | 1\n",
      rule: 'suspicious/noImportCycles',
      beside: {
        'packages/node/src/cycle/b.ts': "import type { A } from './a.js'\nexport type B = A[]\n",
      },
    },
    'a deep import into another package by its name': {
      path: 'packages/node/src/deep-name.ts',
      code: "export { AuthError } from '@looker-auth/core/src/errors/auth-error'\n",
      rule: 'style/noRestrictedImports',
    },
    'a deep import into another package by a relative path': {
      path: 'packages/node/src/deep-path.ts',
      code: "export { AuthError } from '../../core/src/errors/auth-error.js'\n",
      rule: 'style/noRestrictedImports',
    },
    'a deep import from a nested folder': {
      path: 'packages/node/src/fetch/deep-nested.ts',
      code: "export { AuthError } from '../../../core/src/errors/auth-error.js'\n",
      rule: 'style/noRestrictedImports',
    },
    'a module of Node in core': {
      path: 'packages/core/src/node-module.ts',
      code: "import { readFile } from 'node:fs/promises'\nexport const read = readFile\n",
      rule: 'correctness/noNodejsModules',
    },
    'a global of Node in core': {
      path: 'packages/core/src/node-global.ts',
      code: 'export const encoded = (text: string) => Buffer.from(text)\n',
      rule: 'style/noRestrictedGlobals',
    },
    'the environment in core': {
      path: 'packages/core/src/environment.ts',
      code: 'export const home = () => process.env.HOME\n',
      rule: 'style/noProcessEnv',
    },
    'a DOM-only global in core': {
      path: 'packages/core/src/dom-global.ts',
      code: "export const stored = () => localStorage.getItem('token')\n",
      rule: 'style/noRestrictedGlobals',
    },
    'a module of Node in the browser package': {
      path: 'packages/browser/src/node-module.ts',
      code: "import { readFile } from 'node:fs/promises'\nexport const read = readFile\n",
      rule: 'correctness/noNodejsModules',
    },
    'storage that is not read through the globals of the page': {
      path: 'packages/browser/src/page-global.ts',
      code: "export const stored = () => localStorage.getItem('token')\n",
      rule: 'style/noRestrictedGlobals',
    },
    'a file of more than 250 lines': {
      path: 'packages/core/src/long.ts',
      code: Array.from({ length: 251 }, (_, line) => `export const line${line} = ${line}\n`).join(''),
      rule: 'style/noExcessiveLinesPerFile',
    },
    'a default export': {
      path: 'packages/core/src/default-export.ts',
      code: 'export default 1\n',
      rule: 'style/noDefaultExport',
    },
    'an export of everything': {
      path: 'packages/node/src/all.ts',
      code: "export * from '@looker-auth/core'\n",
      rule: 'performance/noReExportAll',
    },
    'output on the console in product code': {
      path: 'packages/core/src/console.ts',
      code: "export const say = () => console.log('hello')\n",
      rule: 'suspicious/noConsole',
    },
    'a non-null assertion in product code': {
      path: 'packages/core/src/non-null.ts',
      code: 'export const first = (list: string[]) => list[0]!.length\n',
      rule: 'style/noNonNullAssertion',
    },
  }

const clean: Record<string, string> = {
  'packages/core/src/clean.ts':
    "import { now } from './other.js'\n\nexport const later = (ms: number) => now() + ms\n",
  'packages/core/src/other.ts': 'export const now = () => performance.now()\n',
  'packages/browser/src/clean.ts':
    "export const shown = (page: Document) => page.visibilityState === 'visible'\n",
  'packages/node/src/clean.ts':
    "import { AuthError } from '@looker-auth/core'\n\nexport const is = AuthError.is\n",
  'packages/node/test/clean.test.ts': "import { is } from '../src/clean'\n\nexport const check = is\n",
}

let folder: string
let found: Map<string, string[]>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'looker-auth-lint-'))
  await cp(join(root, 'biome.json'), join(folder, 'biome.json'))
  for (const { path, code, beside } of Object.values(broken))
    for (const [name, text] of Object.entries({ [path]: code, ...beside })) await place(name, text)
  for (const [name, text] of Object.entries(clean)) await place(name, text)
  found = await lint()
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the lint refuses', () => {
  for (const [name, { path, rule }] of Object.entries(broken))
    test(name, () => expect(found.get(path)).toContain(`lint/${rule}`))
})

test('the lint accepts clean files', () => {
  for (const path of Object.keys(clean)) expect(found.get(path) ?? [], path).toEqual([])
})

async function place(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), text)
}

/** The rules that each file breaks. */
async function lint(): Promise<Map<string, string[]>> {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '--vcs-enabled=false', '.']
  const output = await new Promise<string>(resolve =>
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1e8 }, (_error, stdout) => resolve(stdout)),
  )
  const { diagnostics } = JSON.parse(output) as { diagnostics: Diagnostic[] }
  const rules = new Map<string, string[]>()
  for (const { category, location } of diagnostics) {
    const path = (typeof location.path === 'string' ? location.path : location.path?.file) ?? ''
    rules.set(path, [...(rules.get(path) ?? []), category])
  }
  return rules
}
