import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { boundMs, extent } from '../../../vitest.extents.ts'
import { output, plainEnv } from './commands'
import { installedProject, publishable, root } from './project'

const project = await installedProject()
const folder = project?.folder ?? ''

afterAll(() => rm(folder, { recursive: true, force: true }))

describe.skipIf(project === undefined)('packed, installed into an empty project', () => {
  describe.each(publishable)('$name', ({ name }) => {
    const files = project ? filesIn(join(folder, 'node_modules', name)) : []

    test('has its license, its readme and nothing but what was built', () => {
      const names = files.map(({ path }) => path)
      expect(names).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']))
      const built =
        /^(dist\/(?:sentences\/|platform\/)?[\w.-]+\.(js|cjs|d\.ts|d\.cts|js\.map|cjs\.map)|dist\/(?:LICENSES\.txt|xdg-open)|bin\/[\w-]+\.c?js|man\/[\w-]+\.1)$/
      const others = names.filter(
        path => !built.test(path) && !/^(LICENSE|NOTICE|README\.md|CHANGELOG\.md|package\.json)$/.test(path),
      )
      expect(others).toEqual([])
      expect(names.filter(path => /\.test\b|test-d/.test(path))).toEqual([])
    })

    test('names no folder of the machine it was built on', () => {
      for (const { path, text } of files) {
        for (const local of [root, root.replaceAll('\\', '/'), homedir(), 'file:///'])
          expect(text.includes(local), `${local} in ${path}`).toBe(false)
        if (path.endsWith('.map'))
          expect(
            (JSON.parse(text) as { sources: string[] }).sources.filter(source => /^[/\\]|^\w:/.test(source)),
          ).toEqual([])
      }
    })

    test('asks for released versions of the other packages', () => {
      const { text } = files.find(({ path }) => path === 'package.json') ?? { text: '' }
      expect(text).not.toContain('workspace:')
    })
  })

  const journeyResult = {
    seen: [
      ['1', '789', 401],
      ['1', '789', 401],
    ],
    wrong: [true, 'bad_credentials', 404],
  }

  test('works from an ES module', async () => {
    expect(JSON.parse(await output(process.execPath, ['journey.mjs'], folder))).toEqual(journeyResult)
  })

  test('works from CommonJS', async () => {
    expect(JSON.parse(await output(process.execPath, ['journey.cjs'], folder))).toEqual(journeyResult)
  })

  test('an error of one copy of core is an AuthError for the other; its session is refused, with the reason and the way out', async () => {
    const { errors, refusals } = JSON.parse(await output(process.execPath, ['copies.mjs'], folder))
    expect(errors).toEqual([true, true, false])
    const said = /another copy of @looker-auth\/core: .*import .*require.*npm ls @looker-auth\/core/
    expect(refusals).toEqual(Array(2).fill([true, 'configuration', expect.stringMatching(said)]))
  })

  test('an error that no caller catches shows the line of the caller and none of ours, also with source maps', async () => {
    for (const flags of [[], ['--enable-source-maps']]) {
      const run = output(process.execPath, [...flags, 'uncaught.mjs'], folder)
      const { stderr } = await run.then(
        () => expect.unreachable('it did not fail'),
        error => error as { stderr: string },
      )
      expect(stderr).toContain('uncaught.mjs:3:')
      expect(stderr).not.toMatch(/^ +at .*@looker-auth/m)
    }
  })

  const typeSettings: Record<string, object> = {
    'nodenext, libraries checked too': {
      files: ['types.mts', 'types.cts'],
      module: 'nodenext',
      skipLibCheck: false,
    },
    'bundler, libraries checked too': {
      files: ['types.mts'],
      module: 'esnext',
      moduleResolution: 'bundler',
      skipLibCheck: false,
    },
    'a browser, without types of Node': {
      files: ['web-only.mts'],
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'dom'],
      types: [],
      skipLibCheck: false,
    },
    'a worker, without types of Node': {
      files: ['web-only.mts'],
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'webworker'],
      types: [],
      skipLibCheck: false,
    },
  }
  test.each(Object.entries(typeSettings).slice(0, extent('typeSettings')))(
    'compiles with TypeScript: %s',
    async (name, { files, ...settings }: { files?: string[] }) => {
      const config = `tsconfig.${name.replaceAll(/\W+/g, '-')}.json`
      const compilerOptions = {
        target: 'es2022',
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        types: ['node'],
        ...settings,
      }
      await writeFile(join(folder, config), JSON.stringify({ compilerOptions, files }))
      const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
      const printed = await output(process.execPath, [tsc, '-p', config], folder).catch(error => error.stdout)
      expect(printed).toBe('')
    },
    boundMs(60_000),
  )

  test('the emulator runs as a command', async () => {
    const name = process.platform === 'win32' ? 'looker-auth-emulator.cmd' : 'looker-auth-emulator'
    const command = spawn(join(folder, 'node_modules', '.bin', name), ['--port', '0'], {
      env: plainEnv,
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    })
    try {
      const [line] = await once(command.stdout.setEncoding('utf8'), 'data')
      const { url } = JSON.parse(line) as { url: string }
      expect((await fetch(`${url}/alive`)).status).toBe(200)
    } finally {
      command.kill()
    }
  })
})

interface PackedFile {
  readonly path: string
  readonly text: string
}

function filesIn(folder: string, base = folder): PackedFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path, base)
    return { path: relative(base, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }
  })
}
