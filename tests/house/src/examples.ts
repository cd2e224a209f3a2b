import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from './root'

/** The example in a docstring, as a module that compiles by itself. */
export interface Example {
  readonly place: string
  readonly code: string
}

/** What an example may use without saying where it comes from. */
const given: Record<string, string> = {
  clientId: 'declare const clientId: string',
  clientSecret: 'declare const clientSecret: string',
  origin: 'declare const origin: string',
  otherOrigin: 'declare const otherOrigin: string',
  api: 'declare const api: ApiAuthApi',
  looker: 'declare const looker: Session',
  emulator: 'declare const emulator: Emulator',
  test: 'declare const test: (name: string, run: () => Promise<void>) => void',
  serve:
    'declare const serve: (server: { fetch: (request: Request) => Promise<Response>; port: number }) => void',
}

/** Every `@example` of a package's docstrings; what the package exports is imported where an example uses it. */
export function examples(packageFolder: string): Example[] {
  const src = join(root, 'packages', packageFolder, 'src')
  const { name } = JSON.parse(readFileSync(join(src, '..', 'package.json'), 'utf8')) as { name: string }
  const entries = [
    { specifier: name, names: exportedNames(join(src, 'index.ts')) },
    { specifier: `${name}/testing`, names: exportedNames(join(src, 'testing.ts')) },
    ...['redis', 'embed-endpoint', 'token-endpoint'].map(entry => ({
      specifier: `${name}/${entry}`,
      names: exportedNames(join(src, entry, 'index.ts')),
    })),
  ]
  return sourceFiles(src).flatMap(file =>
    examplesIn(readFileSync(file, 'utf8')).map((code, index) => ({
      place: `${file.slice(root.length).replaceAll('\\', '/')} ${index + 1}`,
      code: complete(code, entries),
    })),
  )
}

function examplesIn(source: string): string[] {
  return [...source.matchAll(/^ *\* @example\n((?: *\* ?(?!\/|@).*\n)+)/gm)].map(([, block = '']) =>
    block.replaceAll(/^ *\* ?/gm, '').replaceAll(/^```(ts)?$/gm, ''),
  )
}

function complete(code: string, entries: readonly { specifier: string; names: string[] }[]): string {
  const used = identifiersOf(code)
  const declared = declaredIn(code)
  const isFree = (name: string) => used.has(name) && !declared.has(name)
  const declarations = Object.entries(given).flatMap(([name, text]) => (isFree(name) ? [text] : []))
  const wanted = identifiersOf(declarations.join('\n'))
  const imports = entries.map(({ specifier, names }) => {
    const needed = names.filter(name => isFree(name) || (wanted.has(name) && !declared.has(name)))
    return needed.length === 0 ? '' : `import { ${needed.join(', ')} } from '${specifier}'\n`
  })
  return `${imports.join('')}${declarations.join('\n')}\n${code}\nexport {}\n`
}

function parse(code: string): ts.SourceFile {
  return ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true)
}

function identifiersOf(code: string): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(parse(code))
  return names
}

/** What the example itself declares or imports. */
function declaredIn(code: string): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    const declares = ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isImportSpecifier(node)
    if ((declares || ts.isFunctionDeclaration(node)) && node.name && ts.isIdentifier(node.name))
      names.add(node.name.text)
    ts.forEachChild(node, visit)
  }
  visit(parse(code))
  return names
}

function exportedNames(entry: string): string[] {
  if (!existsSync(entry)) return []
  return parse(readFileSync(entry, 'utf8')).statements.flatMap(statement =>
    ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.map(({ name }) => name.text)
      : [],
  )
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourceFiles(path)
    return entry.name.endsWith('.ts') && !/\.(test|test-d|d)\.ts$/.test(entry.name) ? [path] : []
  })
}
