import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { root } from './root'

/** Which of our own packages a package's product code may import, by what entry. Everything else is refused. */
const mayImport: Record<string, readonly string[]> = {
  '@looker-auth/core': [],
  '@looker-auth/emulator': [],
  '@looker-auth/node': ['@looker-auth/core'],
  '@looker-auth/browser': ['@looker-auth/core'],
  '@looker-auth/looker-sdk': ['@looker-auth/core'],
  'looker-auth': ['@looker-auth/node'],
}

/** Their files hold what they import, but for optional dependencies: tests/packed installs them alone. */
const bundled = ['looker-auth']

/** What the lower folders of core may import from core's other folders: downhill only. */
const coreLayers: Record<string, readonly string[]> = {
  errors: [],
  runtime: ['errors'],
  protocol: ['errors'],
  transport: ['errors', 'runtime', 'protocol'],
  stores: ['errors', 'runtime', 'protocol'],
}

interface Manifest {
  readonly name: string
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}

const packages = readdirSync(join(root, 'packages'))
  .filter(name => existsSync(join(root, 'packages', name, 'package.json')))
  .map(name => {
    const folder = join(root, 'packages', name)
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
    return { folder, ...manifest }
  })

describe.each(packages)('$name', ({ name, folder, ...manifest }) => {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest
  const imports = productFiles(join(folder, 'src')).flatMap(file =>
    importsOf(file).map(specifier => ({ file: relative(root, file), specifier })),
  )
  const foreign = imports.filter(({ specifier }) => !/^[.#]/.test(specifier))

  test('imports only those of our packages that lie below it, by their public entry', () => {
    const ours = foreign.filter(({ specifier }) => /^(@looker-auth\/|looker-auth$)/.test(specifier))
    expect(ours.filter(({ specifier }) => !mayImport[name]?.includes(specifier))).toEqual([])
  })

  test('imports only what its package.json lists, as a dependency unless it is bundled', () => {
    const inside = bundled.includes(name) ? devDependencies : {}
    const outside = { ...dependencies, ...peerDependencies, ...optionalDependencies }
    const listed = [name, ...Object.keys({ ...inside, ...outside })]
    const unlisted = foreign.filter(
      ({ specifier }) =>
        !isOfNode(specifier) && !listed.some(of => specifier === of || specifier.startsWith(`${of}/`)),
    )
    expect(unlisted).toEqual([])
  })
})

test('core has no runtime dependency and imports nothing of Node', () => {
  const core = packages.find(({ name }) => name === '@looker-auth/core')
  expect(core?.dependencies ?? {}).toEqual({})
  const files = productFiles(join(root, 'packages', 'core', 'src'))
  // Its own sentences, long or short: `imports` in its package.json.
  const isOwn = (specifier: string): boolean => specifier.startsWith('.') || specifier === '#sentences'
  expect(files.filter(file => !importsOf(file).every(isOwn))).toEqual([])
})

test.each(Object.entries(coreLayers))("core's %s imports downhill only", (layer, allowed) => {
  const src = join(root, 'packages', 'core', 'src')
  const uphill = productFiles(join(src, layer)).flatMap(file =>
    importsOf(file)
      .map(specifier => relative(src, join(dirname(file), specifier)).split(/[\\/]/)[0] ?? '')
      .filter(target => target !== layer && !allowed.includes(target))
      .map(target => `${relative(src, file)} imports ${target}`),
  )
  expect(uphill).toEqual([])
})

function productFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return productFiles(path)
    return entry.name.endsWith('.ts') && !/\.(test|test-d)\.ts$/.test(entry.name) ? [path] : []
  })
}

function importsOf(file: string): string[] {
  return ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles.map(({ fileName }) => fileName)
}

function isOfNode(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier)
}
