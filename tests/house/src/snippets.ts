import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './root'

/** A block of code in a document, and where it stands. */
export interface Snippet {
  readonly place: string
  readonly language: 'ts' | 'js'
  readonly code: string
}

const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs')).map(name => join('docs', name)),
  ...readdirSync(join(root, 'packages')).map(name => join('packages', name, 'README.md')),
].filter(name => name.endsWith('.md'))

/** Every `ts` and `js` block of the documents. */
export function snippets(): Snippet[] {
  return documents.flatMap(name => {
    const text = readFileSync(join(root, name), 'utf8')
    return [...text.matchAll(/^```(ts|js)\n(.*?)^```/gms)].map(([, language, code = ''], index) => ({
      place: `${relative('.', name).replaceAll('\\', '/')} ${index + 1}`,
      language: language as 'ts' | 'js',
      code,
    }))
  })
}
