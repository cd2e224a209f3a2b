import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')

/** Everything that a built module imports statically, its own chunks followed. */
function staticImports(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  const found = [
    ...readFileSync(file, 'utf8').matchAll(/^\s*(?:import|export)\b[^'"]*?from\s*["']([^"']+)["']/gm),
  ]
  return found.flatMap(([, name = '']) =>
    name.startsWith('.') ? staticImports(join(dirname(file), name), seen) : [name],
  )
}

const JOURNEY = `
const emulator = createEmulator()
const server = await emulator.listen()
const response = await fetch(server.url + '/versions')
await server.close()
console.log(response.status, typeof defaultSeed, EmulatorInputError.name)
`
const node = (...flags: string[]) => execFileSync(process.execPath, flags, { cwd: ROOT, encoding: 'utf8' })

describe('the built package', () => {
  it('imports nothing but hono until it listens, so that it loads on any runtime', () => {
    expect(new Set(staticImports(join(DIST, 'index.js')))).toEqual(
      new Set(['hono', 'hono/cookie', 'hono/html']),
    )
  })

  it('works with import', () => {
    const code = `import { createEmulator, defaultSeed, EmulatorInputError } from '@looker-auth/emulator'${JOURNEY}`
    expect(node('--input-type=module', '--eval', code)).toBe('200 function EmulatorInputError\n')
  })

  it('works with require', () => {
    const code = `const { createEmulator, defaultSeed, EmulatorInputError } = require('@looker-auth/emulator')
      ;(async () => {${JOURNEY}})()`
    expect(node('--input-type=commonjs', '--eval', code)).toBe('200 function EmulatorInputError\n')
  })
})
