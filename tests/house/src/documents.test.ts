import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from './root'

const markdownIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name))
const packages = readdirSync(join(root, 'packages'))
const documents = [
  ...markdownIn('.'),
  ...markdownIn('docs'),
  ...packages.map(name => join('packages', name, 'README.md')),
]
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const withoutCode = (text: string) => text.replace(/^```.*?^```/gms, '')

/** The anchors of a document: of its headings, as GitHub makes them, and those that it sets itself. */
function anchorsOf(path: string): string[] {
  const text = withoutCode(read(path))
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id)]
}

describe('the links of a document lead to a file and a heading that exist:', () => {
  test.each(documents)('%s', path => {
    const links = [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    const repository = 'https://github.com/looker-auth/looker-auth/'
    for (const link of links) {
      const inRepository = link.startsWith(repository)
        ? `/${link.slice(repository.length).replace(/^(blob|tree)\/main\//, '')}`
        : link
      if (/^https?:/.test(inRepository)) continue
      const [file = '', anchor] = inRepository.split('#')
      const target = file === '' ? path : file.startsWith('/') ? file.slice(1) : join(dirname(path), file)
      expect(existsSync(join(root, target)), `${link} in ${path}`).toBe(true)
      if (anchor !== undefined) expect(anchorsOf(target), `${link} in ${path}`).toContain(anchor)
    }
  })
})

describe('the README', () => {
  const readme = read('README.md')

  test('says for each public package how to install it', () => {
    const manifests = packages.map(name => JSON.parse(read(join('packages', name, 'package.json'))))
    for (const { name } of manifests.filter(manifest => !manifest.private))
      expect(readme).toMatch(new RegExp(`^npm install (--save-dev |--global )?${name} `, 'm'))
  })

  test('says how to try the packages from a clone, as long as none is released', () => {
    const { version } = JSON.parse(read('packages/core/package.json'))
    if (version === '0.0.0') expect(readme).toContain(' pack --pack-destination ')
  })

  test.each([
    'createSession()',
    'createTokenEndpoint()',
    'backendGrant()',
    'oauthGrant()',
    'createSession({ token })',
  ])('names %s among the ways in', way => {
    const table = readme.split('## Which way in')[1]?.split('\n## ')[0]
    expect(table).toContain(`\`${way}\``)
  })
})
